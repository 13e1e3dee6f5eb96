import { StorageUnavailableError } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';
import { ExpiringMap } from './expiring-map.js';
import type { Session } from './session.js';
import { UnansweredSessions, type UnansweredSession } from './unanswered-sessions.js';

/** The caller that requested a code. */
export interface Openers {
  readonly numberId: string;
  /** The number may be among them. */
  readonly openedBy: readonly string[];
}

/** One address or network can't fill the storage, and a single number even less; but each may always have a few. */
const shareOfClient = 1 / 100;
const shareOfNumber = 1 / 1_000;
const leastShare = 10;

/**
 * The stored sessions, at most `atMost`. To make room, expired sessions are deleted, then unanswered ones whose code
 * has expired. An opener with more unanswered sessions than its share loses its own oldest one.
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
   * Stores a session with a new code, within the shares of its openers.
   *
   * @throws StorageUnavailableError if the session is new and the storage is full. Nothing changes then.
   */
  putWithNewCode(key: string, session: Session, openers: Openers, now: number): void {
    const shares = this.sharesOf(openers);
    this.unanswered.remove(key);
    if (session.validatedAt === undefined) this.keepToShares(shares);
    if (!this.sessions.holds(key)) this.makeRoom(now);
    this.put(key, session);
    if (session.validatedAt === undefined) this.unanswered.add(unanswered(key, session, shares));
  }

  /** Replaces a stored session. */
  put(key: string, session: Session): void {
    if (session.validatedAt !== undefined) this.unanswered.remove(key);
    this.sessions.set(key, session, session.expiresAt);
  }

  delete(key: string): void {
    this.unanswered.remove(key);
    this.sessions.delete(key);
  }

  /** Deletes every session whose key begins so. */
  deleteByPrefix(prefix: string): void {
    for (const key of this.sessions.keys()) if (key.startsWith(prefix)) this.delete(key);
  }

  /** Deletes up to `atMost` sessions that have expired by every clock. */
  dropEnded(now: number, atMost: number): void {
    for (let dropped = 0; dropped < atMost; dropped += 1) {
      const { first } = this.sessions;
      if (first === undefined || first.expiresAt > now - clocksDifferByMs) return;
      this.delete(first.key);
    }
  }

  /** @throws StorageUnavailableError if no session can be started at `now`. */
  checkRoom(now: number): void {
    if (this.size >= this.atMost) this.dispensable(now);
  }

  private makeRoom(now: number): void {
    if (this.size >= this.atMost) this.delete(this.dispensable(now));
  }

  /**
   * A session that can be deleted: it has expired, or is unanswered and its code has expired.
   *
   * @throws StorageUnavailableError if there is none.
   */
  private dispensable(now: number): string {
    const { first } = this.sessions;
    if (first !== undefined && first.expiresAt <= now) return first.key;
    const { oldest } = this.unanswered;
    if (oldest !== undefined && isDispensable(oldest, now)) return oldest.key;
    throw this.full(now);
  }

  /** The shares of the openers, by their ids. */
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
    // There may be thousands of refusals a second, all from here, and their stacks would fill the log.
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

/** A code from too far in the future was made by a wrong clock, and must not use space until then. */
function isDispensable({ codeMadeAt, codeExpiresAt }: UnansweredSession, now: number): boolean {
  return codeExpiresAt <= now || codeMadeAt > now + clocksDifferByMs;
}
