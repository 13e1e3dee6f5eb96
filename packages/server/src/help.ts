import type { Setting } from './setting.js';
import { serverSettings } from './settings.js';

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
  ].join('\n');
}

function describe({ name, fallback, help: text }: Setting<unknown>): readonly string[] {
  return [`  ${name}${fallback === '' ? '' : ` (default: ${fallback})`}`, `      ${text}`];
}
