import { clocksDifferMs } from './clocks-differ.js';

/** Milliseconds of a day: a number's messages are counted by the day, in UTC. */
const dayMs = 86_400_000;

/** Nobody limits messages over longer. */
const longestWindowMs = 366 * dayMs;

/** Bytes that the ids of a number's sessions and allowances begin with. */
const tagBytes = 6;

/** The keys, one byte a character. All keys of one slot have its hash tag, so that a Redis Cluster keeps them on one node. */
export class RedisKeys {
  private readonly prefix: string;

  /** @param prefix must not contain a brace, which would act as the hash tag. */
  constructor(prefix: string) {
    this.prefix = Buffer.from(prefix).toString('latin1');
  }

  /** `<prefix>{<slot>}s<12 bytes>`: a string, see `include/session-record.lua`. */
  session(slot: string, sessionId: string): string {
    return `${this.prefix}{${slot}}s${bytesOf(sessionId)}`;
  }

  /**
   * `<prefix>{<slot>}n<0..3><day>`: a hash, a field a number, of the messages counted in that day. The first bits of
   * the number's id choose one of four hashes: a single hash per slot would be slow to search with a million numbers,
   * and one per number would take four times the memory.
   */
  counts(slot: string, numberId: string, time: number): string {
    const quarter = bytesOf(numberId.slice(0, 2)).charCodeAt(0) >> 6;
    return `${this.prefix}{${slot}}n${quarter}${Math.floor(time / dayMs)}`;
  }

  /**
   * The counts of a number that matter at `now`: from the day in which the longest window begins to the day that
   * another host's clock may have.
   */
  countsWithin(slot: string, numberId: string, now: number, longestWindowMs: number): string[] {
    return daysWithin(now, longestWindowMs).map((day) => this.counts(slot, numberId, day));
  }

  /** The days whose counts may have a number: those of windows of up to a year. */
  countsOfYear(slot: string, numberId: string, now: number): string[] {
    return this.countsWithin(slot, numberId, now, longestWindowMs);
  }

  /** What the keys of a number's sessions and allowances begin with, and contain: its id's first bytes. */
  partsOf(numberId: string): readonly [prefix: string, tag: string] {
    return [this.prefix, tagOf(numberId)];
  }

  /** True for a key of a session of the number. */
  isSessionOf(key: string, slot: string, numberId: string): boolean {
    return key.startsWith(`${this.prefix}{${slot}}s${tagOf(numberId)}`);
  }

  /** True for a key of an allowance of the number. */
  isAllowanceOf(key: string, numberId: string): boolean {
    return key.startsWith(`${this.prefix}a${tagOf(numberId)}`);
  }

  /** `<prefix>a<12 bytes>`: a string, 6 bytes a message. */
  allowance(id: string): string {
    return `${this.prefix}a${bytesOf(id)}`;
  }
}

function bytesOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('latin1');
}

function tagOf(numberId: string): string {
  return bytesOf(numberId).slice(0, tagBytes);
}

/** The beginnings of the days, in UTC, from that in which a window begins to that which another host's clock may have. */
export function daysWithin(now: number, windowMs: number): number[] {
  const days: number[] = [];
  const first = Math.min(now, now - windowMs + 1);
  for (let day = first - timeOfDay(first); day <= now + clocksDifferMs; day += dayMs) days.push(day);
  return days;
}

/** Milliseconds since the day of `time` began, in UTC. */
export function timeOfDay(time: number): number {
  return ((time % dayMs) + dayMs) % dayMs;
}

/** Milliseconds until the day of `time` ends, in UTC. */
export function leftOfDay(time: number): number {
  return dayMs - timeOfDay(time);
}
