import { builtInProviders } from './providers/built-in-providers.js';
import type { Provider } from './providers/provider.js';
import { serverSettings } from './settings/server-settings.js';
import type { Setting } from './settings/setting.js';

/**
 * The text that `--help` prints.
 *
 * @param providers those that there are. Default: those that are built in.
 */
export function help(version: string, providers: readonly Provider[] = builtInProviders): string {
  const table = serverSettings(providers.map(({ name }) => name));
  return [
    `threepid ${version}: verifies phone numbers, as a Matrix identity server for msisdn.`,
    '',
    'Usage: threepid [--help] [--version]',
    '',
    'SIGTERM or SIGINT (Ctrl-C) stops it: no new connection is taken, and what is under way is answered within 25',
    'seconds. A second signal after 3 seconds or more ends it at once; one before that is taken for the same.',
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
