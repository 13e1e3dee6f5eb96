/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import {
  StorageUnavailableError,
  type GiveBack,
  type OpenCandidate,
  type OpenOutcome,
  type OpenSession,
  type ReadOutcome,
  type ReadSession,
  type SessionStorage,
  type SpendAllowance,
  type SpendOutcome,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import { ExpiringMap } from './expiring-map.js';
import {
  together,
  waitFor,
  widestWindow,
  withinWindow,
  withMessage,
  withoutMessage,
  type MessageTimes,
} from './message-times.js';

export interface MemorySessionStorageOptions {
  /**
   * How many sessions are held at once: 100,000 unless given. As many numbers and as many allowances are counted. When
   * it is full, new sessions are refused, and those that live go on.
   */
  readonly maxSessions?: number;
}

/** How much a memory storage holds, what has ended but is not dropped yet included. */
export interface MemorySessionStorageSize {
  readonly sessions: number;
  /** Numbers whose messages are counted. */
  readonly numbers: number;
  /** Allowances of which something is spent. */
  readonly allowances: number;
}

interface Code {
  readonly nonce: string;
  readonly mac: string;
  readonly expiresAt: number;
  readonly isDecoy: boolean;
}

/** Replaced when it changes, never altered. */
interface Session {
  readonly generation: string;
  readonly code: Code;
  readonly address: string;
  readonly nextLink: string | undefined;
  readonly sendAttempt: number | undefined;
  readonly wrongCodes: number;
  readonly validatedAt: number | undefined;
  readonly expiresAt: number;
}

interface Found {
  readonly key: string;
  /** The index of the candidate under which the session lies. */
  readonly candidate: number;
  readonly session: Session;
}

const defaultMaxSessions = 100_000;

/** Each call drops more than it can add, and few enough to be quick. */
const droppedPerCall = 32;

/**
 * Keeps sessions in the memory of this process: for one process, for development and for tests. They end with the
 * process; see the README for what that means.
 *
 * Every method is one synchronous step that takes about as long with 100,000 sessions as with one. Each call that
 * carries a time drops some of what has ended by then.
 */
export class MemorySessionStorage implements SessionStorage {
  readonly name = 'memory';
  private readonly maxSessions: number;
  private readonly sessions = new ExpiringMap<Session>();
  private readonly numbers = new ExpiringMap<MessageTimes>();
  private readonly allowances = new ExpiringMap<MessageTimes>();

  /** @throws RangeError if `maxSessions` is not a whole number above 0. */
  constructor({ maxSessions = defaultMaxSessions }: MemorySessionStorageOptions = {}) {
    if (!Number.isSafeInteger(maxSessions) || maxSessions < 1) {
      throw new RangeError(`maxSessions must be a whole number above 0, not ${String(maxSessions)}`);
    }
    this.maxSessions = maxSessions;
  }

  /** For operators and tests. */
  get size(): MemorySessionStorageSize {
    return { sessions: this.sessions.size, numbers: this.numbers.size, allowances: this.allowances.size };
  }

  /** @throws StorageUnavailableError if it would start a session and there is no room. */
  async open(request: OpenSession): Promise<OpenOutcome> {
    this.dropExpired(request.now);
    const found = this.find(request.slot, request.candidates.map(sessionIdOf), request.now);
    if (found !== undefined && !isNewAttempt(found.session, request.sendAttempt)) {
      return openedOutcome(found, false, found.session.sendAttempt);
    }
    const retryAfterMs = this.waitForNumber(request);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };

    const goesOn = found !== undefined && found.session.wrongCodes < request.wrongCodesAllowed;
    const claimed = goesOn ? resend(request, found) : this.start(request, found);
    this.sessions.set(claimed.key, claimed.session, claimed.session.expiresAt);
    this.countMessage(request);
    return openedOutcome(claimed, true, found?.session.sendAttempt);
  }

  async giveBack(request: GiveBack): Promise<void> {
    const key = request.slot + request.sessionId;
    const session = this.sessions.peek(key);
    if (session?.generation === request.generation && session.sendAttempt === request.sendAttempt) {
      this.sessions.replace(key, { ...session, sendAttempt: request.previousAttempt });
    }
    if (request.uncount) takeBack(this.numbers, request.slot + request.numberId, request.openedAt);
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    this.dropExpired(request.now);
    const found = this.find(request.slot, request.candidates.map(sessionIdOf), request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session } = found;
    if (session.generation !== request.generation) return { kind: 'expired' };
    if (session.wrongCodes >= request.wrongCodesAllowed) return { kind: 'expired' };
    if (session.code.expiresAt <= request.now) return { kind: 'expired' };
    if (!isRightCode(session.code, request.candidates[found.candidate]?.mac))
      return this.countWrongCode(found);
    return this.validate(found, request);
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    this.dropExpired(request.now);
    return readOutcome(this.find(request.slot, request.sessionIds, request.now), request);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    this.dropExpired(request.now);
    const found = this.find(request.slot, request.sessionIds, request.now);
    const outcome = readOutcome(found, request);
    if (outcome.kind === 'validated' && found !== undefined) this.sessions.delete(found.key);
    return outcome;
  }

  /** @throws StorageUnavailableError if the allowance is a new one and there is no room. */
  async spend({ id, limits, now }: SpendAllowance): Promise<SpendOutcome> {
    this.dropExpired(now);
    const retryAfterMs = waitFor(this.allowances.get(id, now) ?? [], limits, now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    if (limits.length > 0) {
      this.checkRoom(this.allowances, id, now, 'allowances');
      count(this.allowances, id, widestWindow(limits), now);
    }
    return { kind: 'spent' };
  }

  async unspend({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    takeBack(this.allowances, id, spentAt);
  }

  /** Always ready: a full storage goes on with the sessions it has. */
  async ready(): Promise<void> {
    return Promise.resolve();
  }

  private find(slot: string, sessionIds: readonly string[], now: number): Found | undefined {
    for (const [candidate, sessionId] of sessionIds.entries()) {
      const key = slot + sessionId;
      const session = this.sessions.get(key, now);
      if (session !== undefined) return { key, candidate, session };
    }
    return undefined;
  }

  private waitForNumber({ slot, candidates, limits, now }: OpenSession): number {
    if (limits.length === 0) return 0;
    const counts = candidates.map(({ numberId }) => this.numbers.get(slot + numberId, now) ?? []);
    return waitFor(together(counts), limits, now);
  }

  /** A session under the first candidate, in the place of `dead` if there is one. */
  private start(request: OpenSession, dead: Found | undefined): Found {
    const first = firstOf(request.candidates);
    const key = request.slot + first.sessionId;
    if (dead === undefined) this.checkRoomForSession(request, key, first);
    if (dead !== undefined && dead.key !== key) this.sessions.delete(dead.key);
    return { key, candidate: 0, session: newSession(request, first, dead?.session.sendAttempt) };
  }

  private checkRoomForSession(
    { slot, limits, now }: OpenSession,
    key: string,
    { numberId }: OpenCandidate,
  ): void {
    this.checkRoom(this.sessions, key, now, 'sessions');
    if (limits.length > 0) this.checkRoom(this.numbers, slot + numberId, now, 'numbers');
  }

  private checkRoom(held: ExpiringMap<unknown>, key: string, now: number, what: string): void {
    if (held.size < this.maxSessions || held.holds(key)) return;
    held.dropExpired(now, 1);
    if (held.size < this.maxSessions) return;
    throw new StorageUnavailableError(
      `The memory storage is full: it holds ${String(held.size)} ${what} and forgets none that live. ` +
        'Raise maxSessions, or use a storage that is not bound by this process, such as @threepid/storage-redis.',
    );
  }

  private countMessage({ slot, candidates, limits, now }: OpenSession): void {
    if (limits.length > 0)
      count(this.numbers, slot + firstOf(candidates).numberId, widestWindow(limits), now);
  }

  private countWrongCode({ key, session }: Found): SubmitOutcome {
    this.sessions.replace(key, { ...session, wrongCodes: session.wrongCodes + 1 });
    return { kind: 'incorrect' };
  }

  private validate({ key, candidate, session }: Found, request: SubmitCode): SubmitOutcome {
    const first = session.validatedAt === undefined;
    const validatedAt = session.validatedAt ?? request.now;
    if (first) {
      const expiresAt = request.now + request.sessionLifetimeMs;
      this.sessions.set(key, { ...session, validatedAt, expiresAt }, expiresAt);
    }
    return { kind: 'validated', candidate, validatedAt, first, nextLink: session.nextLink };
  }

  private dropExpired(now: number): void {
    this.sessions.dropExpired(now, droppedPerCall);
    this.numbers.dropExpired(now, droppedPerCall);
    this.allowances.dropExpired(now, droppedPerCall);
  }
}

function newSession(request: OpenSession, first: OpenCandidate, sendAttempt: number | undefined): Session {
  return {
    generation: first.generation,
    code: codeInForce(request, first),
    address: first.address,
    nextLink: first.nextLink,
    sendAttempt: request.sendAttempt ?? sendAttempt,
    wrongCodes: 0,
    validatedAt: undefined,
    expiresAt: request.now + request.sessionLifetimeMs,
  };
}

function resend(request: OpenSession, found: Found): Found {
  const { session } = found;
  const candidate = request.candidates[found.candidate] ?? firstOf(request.candidates);
  return {
    ...found,
    session: {
      ...session,
      code: resentCode(request, candidate, session.code),
      nextLink: candidate.nextLink ?? session.nextLink,
      sendAttempt: request.sendAttempt ?? session.sendAttempt,
      expiresAt: request.now + request.sessionLifetimeMs,
    },
  };
}

function resentCode(request: OpenSession, candidate: OpenCandidate, code: Code): Code {
  const fresh = codeInForce(request, candidate);
  if (code.expiresAt <= request.now) return fresh;
  // A later end would tell whoever asks that the session changed between a decoy and a real one.
  return code.isDecoy === request.decoy ? code : { ...fresh, expiresAt: code.expiresAt };
}

function codeInForce({ now, codeLifetimeMs, decoy }: OpenSession, { code }: OpenCandidate): Code {
  return { nonce: code.nonce, mac: code.mac, expiresAt: now + codeLifetimeMs, isDecoy: decoy };
}

// The digests are keyed: how long comparing them takes tells nothing of a code.
function isRightCode(code: Code, mac: string | undefined): boolean {
  return !code.isDecoy && code.mac === mac;
}

function isNewAttempt({ sendAttempt: greatest }: Session, sendAttempt: number | undefined): boolean {
  return sendAttempt === undefined || greatest === undefined || sendAttempt > greatest;
}

function openedOutcome(
  { candidate, session }: Found,
  send: boolean,
  previousAttempt: number | undefined,
): OpenOutcome {
  const { generation, code } = session;
  return { kind: 'opened', candidate, generation, nonce: code.nonce, send, previousAttempt };
}

function readOutcome(found: Found | undefined, request: ReadSession): ReadOutcome {
  if (found === undefined) return { kind: 'unknown' };
  const { generation, validatedAt, address, wrongCodes } = found.session;
  if (generation !== request.generation) return { kind: 'expired' };
  if (validatedAt !== undefined)
    return { kind: 'validated', candidate: found.candidate, validatedAt, address };
  return wrongCodes >= request.wrongCodesAllowed ? { kind: 'expired' } : { kind: 'pending' };
}

function count(counts: ExpiringMap<MessageTimes>, key: string, windowMs: number, now: number): void {
  const times = withMessage(withinWindow(counts.get(key, now) ?? [], windowMs, now), now);
  counts.set(key, times, (times.at(-1) ?? now) + windowMs);
}

function takeBack(counts: ExpiringMap<MessageTimes>, key: string, at: number): void {
  const times = withoutMessage(counts.peek(key) ?? [], at);
  if (times.length === 0) counts.delete(key);
  else counts.replace(key, times);
}

function sessionIdOf({ sessionId }: { readonly sessionId: string }): string {
  return sessionId;
}

function firstOf(candidates: readonly OpenCandidate[]): OpenCandidate {
  const [first] = candidates;
  if (first === undefined) throw new TypeError('open needs at least one candidate');
  return first;
}
