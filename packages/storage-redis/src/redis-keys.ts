import { clocksDifferMs } from './clocks-differ.js';

/** Milliseconds of a day: a number's messages are counted by the day, in UTC. */
const dayMs = 86_400_000;

/** The keys. All keys of one slot have its hash tag, so that a Redis Cluster keeps them on one node. */
export class RedisKeys {
  /** @param prefix must not contain a brace, which would act as the hash tag. */
  constructor(private readonly prefix: string) {}

  /** `<prefix>{<slot>}s<12 bytes>`: a string, see `include/session-record.lua`. */
  session(slot: string, sessionId: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.prefix}{${slot}}s`), Buffer.from(sessionId, 'base64url')]);
  }

  /**
   * `<prefix>{<slot>}n<0..3><day>`: a hash, a field a number, of the messages counted in that day. The first bits of
   * the number's id choose one of four hashes: a single hash per slot would be slow to search with a million numbers,
   * and one per number would take four times the memory.
   */
  counts(slot: string, numberId: string, time: number): Buffer {
    const quarter = (Buffer.from(numberId, 'base64url')[0] ?? 0) >> 6;
    return Buffer.from(`${this.prefix}{${slot}}n${quarter}${Math.floor(time / dayMs)}`);
  }

  /**
   * The counts of a number that matter at `now`: from the day in which the longest window begins to the day that
   * another host's clock may have.
   */
  countsWithin(slot: string, numberId: string, now: number, longestWindowMs: number): Buffer[] {
    const keys: Buffer[] = [];
    const first = Math.min(now, now - longestWindowMs + 1);
    for (let time = first - timeOfDay(first); time <= now + clocksDifferMs; time += dayMs) {
      keys.push(this.counts(slot, numberId, time));
    }
    return keys;
  }

  /** `<prefix>a<12 bytes>`: a string, 6 bytes a message. */
  allowance(id: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.prefix}a`), Buffer.from(id, 'base64url')]);
  }
}

/** Milliseconds since the day of `time` began, in UTC. */
export function timeOfDay(time: number): number {
  return ((time % dayMs) + dayMs) % dayMs;
}

/** Milliseconds until the day of `time` ends, in UTC. */
export function leftOfDay(time: number): number {
  return dayMs - timeOfDay(time);
}
