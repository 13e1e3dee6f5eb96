import { widestWindow, type MessageLimit } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';
import { ExpiringMap } from './expiring-map.js';
import {
  countedWithin,
  waitFor,
  withinWindow,
  withMessage,
  withoutMessage,
  type MessageTimes,
} from './message-times.js';

/**
 * The times of counted messages, by the id that they count for. If there are more than `atMost` counts, the one that
 * would expire first is deleted, because counts of others must lock nobody out.
 */
export class MessageCounts {
  private readonly counts = new ExpiringMap<MessageTimes>();

  constructor(private readonly atMost: number) {}

  get size(): number {
    return this.counts.size;
  }

  /** Time until one more message is within all limits, in milliseconds; 0 if it is now. */
  waitFor(id: string, limits: readonly MessageLimit[], now: number): number {
    return waitFor(this.counts.get(id, now) ?? [], limits, now);
  }

  /** The times that a window counts, oldest first. */
  timesOf(id: string, windowMs: number, now: number): MessageTimes {
    return countedWithin(this.counts.get(id, now) ?? [], windowMs, now);
  }

  /** Counts a message. Without limits there is nothing to count. */
  count(id: string, limits: readonly MessageLimit[], now: number): void {
    if (limits.length === 0) return;
    const windowMs = widestWindow(limits);
    const times = withMessage(withinWindow(this.counts.peek(id) ?? [], windowMs, now), now);
    if (!this.counts.holds(id)) this.makeRoom();
    this.counts.set(id, times, (times.at(-1) ?? now) + windowMs);
  }

  /** Refunds a message that was counted at `at`, if it is still there. */
  refund(id: string, at: number): void {
    const times = withoutMessage(this.counts.peek(id) ?? [], at);
    if (times.length === 0) this.counts.delete(id);
    else this.counts.replace(id, times);
  }

  /** Forgets the messages of every id that begins so. */
  forget(prefix: string): void {
    this.counts.deleteByPrefix(prefix);
  }

  dropExpired(now: number, atMost: number): void {
    this.counts.dropExpired(now - clocksDifferByMs, atMost);
  }

  private makeRoom(): void {
    const { first } = this.counts;
    if (first !== undefined && this.counts.size >= this.atMost) this.counts.delete(first.key);
  }
}
