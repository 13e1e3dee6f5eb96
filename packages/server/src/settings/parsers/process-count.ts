import { availableParallelism } from 'node:os';
import { wholeNumber } from './whole-number.js';

const greatest = 512;
const number = wholeNumber(1, greatest);

/**
 * Reads `THREEPID_PROCESSES`.
 *
 * @param cores what `auto` means. Default: the cores that this process may use.
 * @throws TypeError that says the forms.
 */
export function processCount(text: string, cores: () => number = availableParallelism): number {
  if (text === 'auto') return Math.min(cores(), greatest);
  try {
    return number(text);
  } catch {
    throw new TypeError(`must be auto or a whole number from 1 to ${greatest}`);
  }
}
