import { waitForLimit, type MessageLimit } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';

/** When messages were counted: Unix milliseconds, oldest first, one entry a message. */
export type MessageTimes = readonly number[];

/**
 * Time until one more message is within all limits, in milliseconds; 0 if it is now. Times that lie too far ahead
 * were counted by a clock that went wrong, and don't count.
 */
export function waitFor(times: MessageTimes, limits: readonly MessageLimit[], now: number): number {
  const counted = times.filter((time) => time <= now + clocksDifferByMs);
  return Math.max(0, ...limits.map((limit) => waitForLimit(limit, counted, now)));
}

/** The times with one more, in order: a clock may have stepped back since the last. */
export function withMessage(times: MessageTimes, at: number): MessageTimes {
  return [...times, at].toSorted((one, other) => one - other);
}

/** The times without one message counted at `at`; the others of the same millisecond stay. */
export function withoutMessage(times: MessageTimes, at: number): MessageTimes {
  const index = times.indexOf(at);
  return index < 0 ? times : times.toSpliced(index, 1);
}

/** The times that a window of `windowMs` still sees, by a clock that is behind too. */
export function withinWindow(times: MessageTimes, windowMs: number, now: number): MessageTimes {
  return times.filter((time) => time + windowMs > now - clocksDifferByMs);
}

/** The times that a window of `windowMs` counts at `now`. */
export function countedWithin(times: MessageTimes, windowMs: number, now: number): MessageTimes {
  return times.filter((time) => time > now - windowMs && time <= now + clocksDifferByMs);
}
