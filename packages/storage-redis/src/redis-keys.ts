/** Milliseconds of a day: a number's messages are counted by the day, in UTC. */
const dayMs = 86_400_000;

/** Where things lie. All keys of one slot carry its hash tag, so that a Redis Cluster keeps them on one node. */
export class RedisKeys {
  /** @param prefix holds no brace: it would take the hash tag's place. */
  constructor(private readonly prefix: string) {}

  /** `<prefix>{<slot>}s<12 bytes>`: a string, see `include/session-record.lua`. */
  session(slot: string, sessionId: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.prefix}{${slot}}s`), Buffer.from(sessionId, 'base64url')]);
  }

  /** `<prefix>{<slot>}n<day>`: a hash, a field a number, of the messages counted in that day. */
  counts(slot: string, time: number): Buffer {
    return Buffer.from(`${this.prefix}{${slot}}n${Math.floor(time / dayMs)}`);
  }

  /**
   * The counts that matter at `now`: from the day in which the longest window begins to the day after today, for another
   * host's clock may be ahead.
   */
  countsWithin(slot: string, now: number, longestWindowMs: number): Buffer[] {
    const keys: Buffer[] = [];
    const first = Math.min(now, now - longestWindowMs + 1);
    for (let time = first - timeOfDay(first); time <= now + dayMs; time += dayMs)
      keys.push(this.counts(slot, time));
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
