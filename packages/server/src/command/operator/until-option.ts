import { UsageError } from '../usage-error.js';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The end of a block: a time from now, such as `30m`, `2h` or `7d`, or a date of ISO 8601, such as `2026-12-24` (UTC) or
 * `2026-12-24T18:00+01:00`.
 *
 * @throws UsageError
 */
export function untilOf(text: string, now: number): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const until = amount === '' ? dateOf(text) : now + Number(amount) * (unitMs[unit] ?? 0);
  if (until > now) return until;
  throw new UsageError('--until: write a time to come, such as 2h, 7d or 2026-12-24');
}

function dateOf(text: string): number {
  return /^\d{4}-\d\d-\d\d(?:T.+)?$/.test(text) ? Date.parse(text) : Number.NaN;
}
