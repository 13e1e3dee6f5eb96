import { builtInProviders } from './providers/built-in-providers.js';
import type { Provider } from './providers/provider.js';
import { serverSettings } from './settings/server-settings.js';
import type { Setting } from './settings/setting.js';

/**
 * The text that `--help` prints.
 *
 * @param providers Default: those that are built in.
 */
export function help(version: string, providers: readonly Provider[] = builtInProviders): string {
  const table = serverSettings(providers.map(({ name }) => name));
  return [
    `threepid ${version}: verifies phone numbers, as a Matrix identity server for msisdn.`,
    '',
    'Usage: threepid [--help] [--version]',
    '',
    'SIGTERM or SIGINT (Ctrl-C) stops it: it takes no new connections and answers in-flight requests within 25',
    'seconds. A second signal after 3 seconds or more ends it at once; an earlier one is ignored.',
    '',
    'Settings, by environment variables:',
    '',
    ...Object.values(table).flatMap(describe),
    ...providers.flatMap(describeProvider),
  ].join('\n');
}

function describe({ name, fallback, help: text }: Setting<unknown>): readonly string[] {
  return [`  ${name}${fallback === '' ? '' : ` (default: ${fallback})`}`, `      ${text}`];
}

function describeProvider({ name, settings }: Provider): readonly string[] {
  return settings.length === 0 ? [] : ['', `With THREEPID_SMS=${name}:`, '', ...settings.flatMap(describe)];
}
