import type { MessageLimit } from './message-limit.js';

/** A limit, and what it counts now. */
export interface CountedLimit extends MessageLimit {
  /** Messages within its window. */
  readonly counted: number;
  /** Milliseconds until it allows a message; 0 if it does now. */
  readonly retryAfterMs: number;
}

/**
 * The limits, with what each counts now.
 *
 * @param times of the messages that the widest window counts, oldest first.
 */
export function countedLimits(
  limits: readonly MessageLimit[],
  times: readonly number[],
  now: number,
): readonly CountedLimit[] {
  return limits.map(({ messages, windowMs }) => ({
    messages,
    windowMs,
    counted: times.filter((time) => time > now - windowMs).length,
    retryAfterMs: waitForLimit({ messages, windowMs }, times, now),
  }));
}

/**
 * Milliseconds until a limit allows one more message; 0 if it does now.
 *
 * @param times of the messages that were counted, oldest first.
 */
export function waitForLimit(
  { messages, windowMs }: MessageLimit,
  times: readonly number[],
  now: number,
): number {
  if (messages < 1) return windowMs;
  // Used up until the message that is `messages` back, the newest being 1 back, leaves the window.
  const leaving = times.at(-messages);
  return leaving === undefined ? 0 : Math.max(0, leaving + windowMs - now);
}

/** The widest of the windows, in milliseconds; 0 if there is none. */
export function widestWindow(limits: readonly MessageLimit[]): number {
  return Math.max(0, ...limits.map(({ windowMs }) => windowMs));
}
