import { builtInProviders } from '../dist/providers/built-in-providers.js';
import type { Provider } from '../dist/providers/provider.js';
import { titledSettings } from '../dist/providers/settings-table.js';
import type { Setting } from '../dist/settings/setting.js';

const start = '<!-- settings -->\n<!-- prettier-ignore-start -->\n';
const end = '\n<!-- prettier-ignore-end -->\n<!-- /settings -->';

/** The page with its tables of settings made from what the server reads. */
export function withSettingsTables(page: string, providers: readonly Provider[] = builtInProviders): string {
  const [before = '', rest = ''] = page.split(start);
  const [, after = ''] = rest.split(end);
  return `${before}${start}\n${tables(providers)}\n${end}${after}`;
}

function tables(providers: readonly Provider[]): string {
  const server = titledSettings(providers).map(({ title, settings }) => `### ${title}\n\n${table(settings)}`);
  const own = providers
    .filter(({ settings }) => settings.length > 0)
    .map((provider) => `${headingOf(provider)}:\n\n${table(provider.settings)}`);
  const folded = [
    "### The providers' own settings",
    '<details><summary>All of them</summary>',
    ...own,
    '</details>',
  ];
  return [...server, ...folded].join('\n\n');
}

function headingOf({ name, isChannel }: Provider): string {
  const message = `With \`THREEPID_SMS=${name}\``;
  return isChannel === true ? `${message} or \`THREEPID_CHANNELS=${name}\`` : message;
}

function table(settings: readonly Setting<unknown>[]): string {
  return ['| variable | default | |', '| --- | --- | --- |', ...settings.map(row)].join('\n');
}

function row({ name, fallback, help }: Setting<unknown>): string {
  return `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${escaped(help)} |`;
}

function escaped(text: string): string {
  return text.replace(/[|*_<>]/g, (character) => `\\${character}`);
}
