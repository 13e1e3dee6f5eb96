import { StorageUnavailableError } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';
import { ExpiringMap } from './expiring-map.js';
import type { Session } from './session.js';
import { UnansweredSessions, type UnansweredSession } from './unanswered-sessions.js';

/** Who asked for a code. */
export interface Openers {
  readonly numberId: string;
  /** The number may be among them. */
  readonly openedBy: readonly string[];
}

/** One address or network can't fill the storage, and one number much less; each may have a few whatever its size. */
const shareOfClient = 1 / 100;
const shareOfNumber = 1 / 1_000;
const leastShare = 10;

/**
 * The sessions that are held: at most `atMost`. Room is made at the cost of sessions that nobody misses: those that have
 * ended, then unanswered ones whose code is too old. An opener who has more unanswered ones than its share loses its own
 * oldest.
 */
export class HeldSessions {
  private readonly sessions = new ExpiringMap<Session>();
  private readonly unanswered = new UnansweredSessions();
  private readonly clientShare: number;
  private readonly numberShare: number;

  constructor(private readonly atMost: number) {
    this.clientShare = Math.max(leastShare, Math.floor(atMost * shareOfClient));
    this.numberShare = Math.max(leastShare, Math.floor(atMost * shareOfNumber));
  }

  get size(): number {
    return this.sessions.size;
  }

  get(key: string, now: number): Session | undefined {
    return this.sessions.get(key, now);
  }

  /**
   * Keeps a session whose code was made now, at the cost of those who asked for it.
   *
   * @throws StorageUnavailableError if the session is a new one and there is no room; then nothing changes.
   */
  putWithNewCode(key: string, session: Session, openers: Openers, now: number): void {
    const shares = this.sharesOf(openers);
    this.unanswered.remove(key);
    if (session.validatedAt === undefined) this.keepToShares(shares);
    if (!this.sessions.holds(key)) this.makeRoom(now);
    this.put(key, session);
    if (session.validatedAt === undefined) this.unanswered.add(unanswered(key, session, shares));
  }

  /** Keeps what became of a session that is held. */
  put(key: string, session: Session): void {
    if (session.validatedAt !== undefined) this.unanswered.remove(key);
    this.sessions.set(key, session, session.expiresAt);
  }

  delete(key: string): void {
    this.unanswered.remove(key);
    this.sessions.delete(key);
  }

  /** Drops up to `atMost` sessions that have ended for every clock. */
  dropEnded(now: number, atMost: number): void {
    for (let dropped = 0; dropped < atMost; dropped += 1) {
      const { first } = this.sessions;
      if (first === undefined || first.expiresAt > now - clocksDifferByMs) return;
      this.delete(first.key);
    }
  }

  /** @throws StorageUnavailableError if no session could be started at `now`. */
  checkRoom(now: number): void {
    if (this.size >= this.atMost && this.dispensable(now) === undefined) throw this.full(now);
  }

  private makeRoom(now: number): void {
    this.checkRoom(now);
    const key = this.size < this.atMost ? undefined : this.dispensable(now);
    if (key !== undefined) this.delete(key);
  }

  /** The session that nobody would miss, if there is one: it has ended, or is unanswered and its code too old. */
  private dispensable(now: number): string | undefined {
    const { first } = this.sessions;
    if (first !== undefined && first.expiresAt <= now) return first.key;
    const { oldest } = this.unanswered;
    return oldest !== undefined && isDispensable(oldest, now) ? oldest.key : undefined;
  }

  /** The shares of those who asked, by what they are known by. */
  private sharesOf({ numberId, openedBy }: Openers): ReadonlyMap<string, number> {
    const shares = new Map(openedBy.map((opener) => [opener, this.clientShare]));
    return shares.set(numberId, this.numberShare);
  }

  private keepToShares(shares: ReadonlyMap<string, number>): void {
    for (const [opener, share] of shares) {
      const oldest = this.unanswered.oldestOf(opener);
      if (oldest !== undefined && this.unanswered.countOf(opener) >= share) this.delete(oldest.key);
    }
  }

  private full(now: number): StorageUnavailableError {
    const retryAfterMs = this.nextRoomAt() - now;
    const error = new StorageUnavailableError(
      `The memory storage is full: it holds ${String(this.size)} sessions, and none of them can go for ` +
        `${String(Math.ceil(retryAfterMs / 1_000))} s. Raise maxSessions (THREEPID_MAX_SESSIONS), or use a storage ` +
        'that is not bound by this process, such as @threepid/storage-redis.',
      { retryAfterMs },
    );
    // Every refusal comes from here, and there may be thousands a second: their stacks would fill the log.
    delete error.stack;
    return error;
  }

  private nextRoomAt(): number {
    const { first } = this.sessions;
    const { oldest } = this.unanswered;
    return Math.min(first?.expiresAt ?? Infinity, oldest?.codeExpiresAt ?? Infinity);
  }
}

function unanswered(key: string, { code }: Session, shares: ReadonlyMap<string, number>): UnansweredSession {
  return { key, codeMadeAt: code.madeAt, codeExpiresAt: code.expiresAt, openers: [...shares.keys()] };
}

/** A code that lies too far ahead was made by a clock that went wrong: it must not take its room until then. */
function isDispensable({ codeMadeAt, codeExpiresAt }: UnansweredSession, now: number): boolean {
  return codeExpiresAt <= now || codeMadeAt > now + clocksDifferByMs;
}
