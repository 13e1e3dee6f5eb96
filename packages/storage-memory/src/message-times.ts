import type { MessageLimit } from '@threepid/core';

/** When messages were counted: Unix milliseconds, oldest first, one entry a message. */
export type MessageTimes = readonly number[];

/** How long until one more message is within all limits, in milliseconds; 0 if it is now. */
export function waitFor(times: MessageTimes, limits: readonly MessageLimit[], now: number): number {
  return Math.max(0, ...limits.map((limit) => waitForOne(times, limit, now)));
}

/** The times with one more, in order: a clock may have stepped back since the last. */
export function withMessage(times: MessageTimes, at: number): MessageTimes {
  return inOrder([...times, at]);
}

/** The times without one message counted at `at`; the others of the same millisecond stay. */
export function withoutMessage(times: MessageTimes, at: number): MessageTimes {
  const index = times.indexOf(at);
  return index < 0 ? times : times.toSpliced(index, 1);
}

/** The times that a window of `windowMs` still sees. */
export function withinWindow(times: MessageTimes, windowMs: number, now: number): MessageTimes {
  return times.filter((time) => time + windowMs > now);
}

/** The times of several counts together, in order. */
export function together(counts: readonly MessageTimes[]): MessageTimes {
  return inOrder(counts.flat());
}

/** The widest of the windows, in milliseconds; 0 if there is none. */
export function widestWindow(limits: readonly MessageLimit[]): number {
  return Math.max(0, ...limits.map((limit) => limit.windowMs));
}

// The limit is used up until the message that is `messages` back, the newest being 1 back, leaves the window.
function waitForOne(times: MessageTimes, { messages, windowMs }: MessageLimit, now: number): number {
  if (messages < 1) return windowMs;
  const time = times.at(-messages);
  return time === undefined ? 0 : Math.max(0, time + windowMs - now);
}

function inOrder(times: readonly number[]): MessageTimes {
  return times.toSorted((one, other) => one - other);
}
