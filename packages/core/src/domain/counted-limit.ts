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
  return limits.map(({ messages, windowMs }) => {
    const within = times.filter((time) => time > now - windowMs);
    // Used up until the message that is `messages` back leaves the window.
    const leaving = within.at(-messages);
    const wait = leaving === undefined || within.length < messages ? 0 : leaving + windowMs - now;
    return { messages, windowMs, counted: within.length, retryAfterMs: messages < 1 ? windowMs : wait };
  });
}

/** The widest of the windows, in milliseconds; 0 if there is none. */
export function widestWindow(limits: readonly MessageLimit[]): number {
  return Math.max(0, ...limits.map(({ windowMs }) => windowMs));
}
