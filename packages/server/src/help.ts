import type { Setting } from './setting.js';
import { serverSettings } from './settings.js';
import { providerSettings } from './sms-settings.js';

/** What `--help` prints. */
export function help(version: string): string {
  const settings: readonly Setting<unknown>[] = Object.values(serverSettings);
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
    ...settings.flatMap(describe),
    ...Object.entries(providerSettings).flatMap(([name, table]) =>
      describeProvider(name, Object.values(table)),
    ),
  ].join('\n');
}

function describe({ name, fallback, help: text }: Setting<unknown>): readonly string[] {
  return [`  ${name}${fallback === '' ? '' : ` (default: ${fallback})`}`, `      ${text}`];
}

function describeProvider(name: string, settings: readonly Setting<unknown>[]): readonly string[] {
  return settings.length === 0 ? [] : ['', `With THREEPID_SMS=${name}:`, '', ...settings.flatMap(describe)];
}
