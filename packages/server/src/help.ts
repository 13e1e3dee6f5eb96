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
