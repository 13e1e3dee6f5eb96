import type { Setting } from '../dist/setting.js';
import { serverSettings } from '../dist/settings.js';
import { providerSettings } from '../dist/sms-settings.js';

const start = '<!-- settings -->\n<!-- prettier-ignore-start -->\n';
const end = '\n<!-- prettier-ignore-end -->\n<!-- /settings -->';

/** The page with its tables of settings made from what the server reads. */
export function withSettingsTables(page: string): string {
  const [before = '', rest = ''] = page.split(start);
  const [, after = ''] = rest.split(end);
  return `${before}${start}\n${tables()}\n${end}${after}`;
}

function tables(): string {
  const providers = Object.entries(providerSettings)
    .map(([name, settings]) => [name, Object.values<Setting<unknown>>(settings)] as const)
    .filter(([, settings]) => settings.length > 0)
    .map(([name, settings]) => `With \`THREEPID_SMS=${name}\`:\n\n${table(settings)}`);
  const folded = ["<details><summary>The providers' own settings</summary>", ...providers, '</details>'];
  return [table(Object.values(serverSettings)), ...folded].join('\n\n');
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
