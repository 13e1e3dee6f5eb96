import type { TestNumber } from '@threepid/core';
import { list } from './list.js';

/** Accepts a comma-separated list of `+447400123456=123456@2030-12-31`: number, code, and the last day, UTC. */
export function testNumbers(value: string): readonly TestNumber[] {
  return list(value).map((entry) => {
    const match = /^\+?([1-9][0-9]{5,14})[=:]([0-9]{6})[@:=](\d{4}-\d{2}-\d{2}(?:T\S+)?)$/.exec(entry);
    const until = match === null ? NaN : endOf(match[3] ?? '');
    if (match === null || Number.isNaN(until)) {
      throw new TypeError(
        'must look like +447400123456=123456@2030-12-31 (number, six digits, last day), comma-separated',
      );
    }
    return { number: `+${match[1] ?? ''}`, code: match[2] ?? '', until };
  });
}

/** A day lasts until its end, UTC; a point in time is itself. */
function endOf(date: string): number {
  if (date.includes('T')) return Date.parse(date);
  const start = Date.parse(date);
  // 30 February is read as 2 March.
  const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
  return exists ? start + 86_400_000 : NaN;
}
