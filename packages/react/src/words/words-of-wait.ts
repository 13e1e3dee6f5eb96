import { filled } from './filled.js';
import type { Words } from './words.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The time until something may be tried again, rounded up. Up to an hour it counts down: `in 9:05`. Longer waits, which
 * nobody watches, are `in 90 minutes`, `in 25 hours` or `in 3 days`.
 */
export function wordsOfWait(words: Words, ms: number): string {
  if (ms <= hour) return filled(words.wait, { time: clockTime(ms) });
  if (ms <= 2 * hour) return relative(words, ms / minute, 'minute');
  if (ms <= 2 * day) return relative(words, ms / hour, 'hour');
  return relative(words, ms / day, 'day');
}

/** Browsers don't agree on the digits of Arabic, and the countdown has ASCII ones. */
function relative({ tag }: Words, amount: number, unit: Intl.RelativeTimeFormatUnit): string {
  return new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`).format(Math.ceil(amount), unit);
}

/** Milliseconds as minutes and seconds, such as `9:05`, rounded up. */
function clockTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
