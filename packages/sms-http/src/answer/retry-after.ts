import type { AnswerRule } from '../declaration/sms-http-declaration.js';
import { compilePlace, type Readable } from './place.js';

/** The time until a message may be tried again, in milliseconds. Undefined if the answer doesn't say. */
export type RetryDelay = (answer: Readable, now: number) => number | undefined;

/** Compiles where an answer says when to try again. Source of the default: RFC 9110, section 10.2.3. */
export function compileRetryAfter(
  { at, unit = 'seconds' }: NonNullable<AnswerRule['retryAfter']> = { at: { header: 'retry-after' } },
): RetryDelay {
  const find = compilePlace(at);
  const unitMs = unit === 'seconds' ? 1_000 : 1;
  return (answer, now) => {
    const value = find(answer)?.trim();
    if (value === undefined) return undefined;
    if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return Number(value) * unitMs;
    // `Date.parse` takes a negative number, among others, for a year.
    const date = /[a-z]|^\d{4}-/i.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
  };
}
