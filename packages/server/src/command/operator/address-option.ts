import { isIP } from 'node:net';
import { UsageError } from '../usage-error.js';

/**
 * The address of `--address`, if there is one.
 *
 * @throws UsageError for anything else, of which nothing is counted: the answer would be that of another caller.
 */
export function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || isIP(text) !== 0) return text;
  throw new UsageError('--address: write an IP address, such as 203.0.113.7 or 2001:db8::7');
}
