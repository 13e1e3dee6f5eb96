import {
  countedRoutes,
  noRoutes,
  type RouteCount,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';
import { checkedRecord } from './checked-record.js';

/** Cohorts whose counts wait for the storage, at most: those of hours without it. Others are lost. */
const mostWaiting = 100;

/**
 * What a process knows of a country: what the storage last answered, and what it has counted since. Counts go to the storage one
 * call at a time: those that come meanwhile wait, and go together.
 */
export class CountryKnowledge {
  private known: RouteRecord = noRoutes;
  private waiting: readonly RouteCount[] = [];
  private call: Promise<void> | undefined;
  /** Unix time in milliseconds of the last call's end; undefined before the first. */
  private askedAt: number | undefined;

  constructor(
    private readonly country: string,
    private readonly storage: RouteStorage,
    private readonly onError: (error: unknown) => void,
  ) {}

  get record(): RouteRecord {
    return this.known;
  }

  /** Milliseconds since the storage was asked; infinite if it never was, or if the clock was set back. */
  ageAt(now: number): number {
    const ageMs = now - (this.askedAt ?? -Infinity);
    return ageMs >= 0 ? ageMs : Infinity;
  }

  /** Counts at once what this process knows, and in the background what all of them know. */
  count(count: RouteCount, now: number): void {
    this.known = countedRoutes(this.known, [count], now);
    this.waiting = withWaiting(this.waiting, count);
    void this.refresh(now);
  }

  /** Asks the storage, or waits for the call that is under way. Never rejects. */
  async refresh(now: number): Promise<void> {
    this.call ??= this.exchange(now);
    await this.call;
  }

  private async exchange(now: number): Promise<void> {
    const counts = this.waiting;
    this.waiting = [];
    let isCounted = true;
    try {
      this.known = countedRoutes(await this.ask(counts, now), this.waiting, now);
    } catch (error) {
      isCounted = false;
      this.waiting = this.waiting.reduce(withWaiting, counts);
      this.onError(error);
    }
    this.askedAt = now;
    this.call = undefined;
    if (isCounted && this.waiting.length > 0) void this.refresh(now);
  }

  /** Always later: what a storage of plain JavaScript throws at once must not look like a call without end. */
  private async ask(counts: readonly RouteCount[], now: number): Promise<RouteRecord> {
    return checkedRecord(await this.storage.count({ country: this.country, counts, now }));
  }
}

/** Counts of one cohort become one. */
function withWaiting(waiting: readonly RouteCount[], count: RouteCount): readonly RouteCount[] {
  const { sender, minute } = count;
  const same = waiting.find((one) => one.sender === sender && one.minute === minute);
  if (same === undefined) return waiting.length < mostWaiting ? [...waiting, count] : waiting;
  const sum = {
    ...same,
    sent: same.sent + count.sent,
    verified: same.verified + count.verified,
    failed: same.failed + count.failed,
  };
  return waiting.map((one) => (one === same ? sum : one));
}
