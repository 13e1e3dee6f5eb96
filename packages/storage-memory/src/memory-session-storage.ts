/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import {
  systemClock,
  type Clock,
  type ForgetNumber,
  type MessageOfOpen,
  type MessageOutcome,
  type OpenBySecret,
  type OpenOutcome,
  type OpenSession,
  type ReadMessage,
  type ReadMessageTimes,
  type ReadOutcome,
  type ReadSession,
  type ReadSpentTimes,
  type SessionStorage,
  type SettleMessage,
  type SpendAllowance,
  type SpendOutcome,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import { HeldSessions } from './held-sessions.js';
import { MemoryBalanceStorage } from './memory-balance-storage.js';
import { MemoryBlockStorage } from './memory-block-storage.js';
import { MemoryRouteStorage } from './memory-route-storage.js';
import { MemorySpendingStorage } from './memory-spending-storage.js';
import { MessageCounts } from './message-counts.js';
import {
  canSubmit,
  endOfUnsent,
  isClaimed,
  messageOfAttempt,
  outcomeOfClaim,
  receiptAt,
  withClaim,
  withoutReceipts,
  withResult,
} from './session-messages.js';
import { continuedSession, isRightCode, startedSession, type Session } from './session.js';

export interface MemorySessionStorageOptions {
  /**
   * Maximum number of sessions. Default: 100,000. The maximum numbers of counts, of allowances and of the guard's
   * balances are four times as high. The README says what happens when the storage is full.
   */
  readonly maxSessions?: number;
  /** The clock for `ready`, which gets no time. Default: the system's. */
  readonly clock?: Clock;
}

/** Contents of a memory storage, including expired entries that are not deleted yet. */
export interface MemorySessionStorageSize {
  readonly sessions: number;
  /** Numbers whose messages are counted. */
  readonly numbers: number;
  /** Allowances that are partly spent. */
  readonly allowances: number;
}

interface Found {
  readonly key: string;
  /** The index of the secret under which the session lies. */
  readonly secretIndex: number;
  readonly session: Session;
}

const defaultMaxSessions = 100_000;

/** Most clients have more than one allowance, and a number stays counted after its session has ended. */
const countsPerSession = 4;

/** Characters of a number's id that the ids of its sessions and allowances begin with. */
const tagLength = 8;

/** Each call deletes more than it can add, but few enough to be quick. */
const droppedPerCall = 32;

/**
 * Stores sessions in the memory of this process. For a single process, for development and for tests. All sessions end
 * with the process; see the README for the consequences.
 *
 * Every method is one synchronous step, and all but `forget` take about as long with 100,000 sessions as with one. Each call with a
 * time deletes some of the entries that have expired by then.
 */
export class MemorySessionStorage implements SessionStorage {
  readonly name = 'memory';
  /** The guard's balances. */
  readonly balances: MemoryBalanceStorage;
  /** What messages cost. */
  readonly spending = new MemorySpendingStorage();
  /** The operator's blocks. */
  readonly blocks = new MemoryBlockStorage();
  /** How messages do, by country and sender. */
  readonly routes = new MemoryRouteStorage();
  private readonly clock: Clock;
  private readonly sessions: HeldSessions;
  private readonly numbers: MessageCounts;
  private readonly allowances: MessageCounts;

  /** @throws RangeError if `maxSessions` is not a whole number above 0. */
  constructor({ maxSessions = defaultMaxSessions, clock = systemClock }: MemorySessionStorageOptions = {}) {
    if (!Number.isSafeInteger(maxSessions) || maxSessions < 1) {
      throw new RangeError(`maxSessions must be a whole number above 0, not ${String(maxSessions)}`);
    }
    this.clock = clock;
    this.balances = new MemoryBalanceStorage({ maxBalances: countsPerSession * maxSessions });
    this.sessions = new HeldSessions(maxSessions);
    this.numbers = new MessageCounts(countsPerSession * maxSessions);
    this.allowances = new MessageCounts(countsPerSession * maxSessions);
  }

  /** For operators and tests. */
  get size(): MemorySessionStorageSize {
    return { sessions: this.sessions.size, numbers: this.numbers.size, allowances: this.allowances.size };
  }

  /** @throws StorageUnavailableError if it would have to start a session and the storage is full. */
  async open(request: OpenSession): Promise<OpenOutcome> {
    this.dropEnded(request.now);
    const found = this.find(request.slot, request.bySecret.map(sessionIdOf), request.now);
    const message = found === undefined ? undefined : messageOf(found.session, request);
    if (found !== undefined && message !== undefined) return openedOutcome(found, message);

    const { slot, numberId, limits, now } = request;
    const retryAfterMs = this.numbers.waitFor(slot + numberId, limits, now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const goesOn = found !== undefined && found.session.wrongCodes < request.wrongCodesAllowed;
    const claimed = goesOn ? this.goOn(request, found) : this.start(request, found);
    this.numbers.count(slot + numberId, limits, now);
    return openedOutcome(claimed, { kind: 'claimed' });
  }

  async settle(request: SettleMessage): Promise<string | undefined> {
    const { slot, sessionId, numberId, claim, result, now } = request;
    this.dropEnded(now);
    const key = slot + sessionId;
    const session = this.sessions.get(key, now);
    const messages = session && withResult(session.messages, claim, result, now);
    if (session === undefined || messages === undefined) return undefined;
    const ends = session.validatedAt === undefined ? endOfUnsent(messages, now) : undefined;
    const expiresAt = Math.min(session.expiresAt, ends ?? Infinity);
    const sentMessage = sentMessageAfter(session, request);
    this.sessions.put(key, { ...session, messages, expiresAt, sentMessage });
    if (request.refund && (result === 'failed' || result === 'rejected')) {
      this.numbers.refund(slot + numberId, request.openedAt);
    }
    return result === 'sent' ? session.sentMessage : undefined;
  }

  async outcomeOf({ slot, sessionId, generation, claim, now }: ReadMessage): Promise<MessageOutcome> {
    this.dropEnded(now);
    const session = this.sessions.get(slot + sessionId, now);
    return session?.generation === generation ? outcomeOfClaim(session.messages, claim, now) : 'failed';
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    this.dropEnded(request.now);
    const found = this.find(request.slot, request.bySecret.map(sessionIdOf), request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session, secretIndex } = found;
    if (!isJudged(session, request)) return { kind: 'expired' };
    if (isRightCode(session.code, request.bySecret[secretIndex]?.mac)) return this.validate(found, request);
    this.sessions.put(found.key, { ...session, wrongCodes: session.wrongCodes + 1 });
    const { sentMessage } = session;
    return sentMessage === undefined ? { kind: 'incorrect' } : { kind: 'incorrect', sentMessage };
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    this.dropEnded(request.now);
    return readOutcome(this.find(request.slot, request.sessionIds, request.now), request);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    this.dropEnded(request.now);
    const found = this.find(request.slot, request.sessionIds, request.now);
    const outcome = readOutcome(found, request);
    if (outcome.kind === 'validated' && found !== undefined) this.sessions.delete(found.key);
    return outcome;
  }

  async spend({ id, limits, now }: SpendAllowance): Promise<SpendOutcome> {
    this.dropEnded(now);
    const retryAfterMs = this.allowances.waitFor(id, limits, now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    this.allowances.count(id, limits, now);
    return { kind: 'spent' };
  }

  async refund({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    this.allowances.refund(id, spentAt);
  }

  /** One step, like the others, but it looks at every session and every count. */
  async forget({ slot, numberId, now }: ForgetNumber): Promise<void> {
    this.dropEnded(now);
    const tag = numberId.slice(0, tagLength);
    this.sessions.deleteByPrefix(slot + tag);
    this.numbers.forget(slot + numberId);
    this.allowances.forget(tag);
  }

  /** One step, like the others, but it looks at every count. */
  async release({ slot, numberId, now }: ForgetNumber): Promise<void> {
    this.dropEnded(now);
    this.numbers.forget(slot + numberId);
    this.allowances.forget(numberId.slice(0, tagLength));
  }

  async messageTimes({ slot, numberId, windowMs, now }: ReadMessageTimes): Promise<readonly number[]> {
    return this.numbers.timesOf(slot + numberId, windowMs, now);
  }

  async spentTimes({ id, windowMs, now }: ReadSpentTimes): Promise<readonly number[]> {
    return this.allowances.timesOf(id, windowMs, now);
  }

  /** @throws StorageUnavailableError if no session can be started now. Existing sessions continue. */
  async ready(): Promise<void> {
    this.sessions.checkRoom(this.clock.now());
  }

  private find(slot: string, sessionIds: readonly string[], now: number): Found | undefined {
    for (const [secretIndex, sessionId] of sessionIds.entries()) {
      const key = slot + sessionId;
      const session = this.sessions.get(key, now);
      if (session !== undefined) return { key, secretIndex, session };
    }
    return undefined;
  }

  /** Starts a session under the first secret, replacing `dead` if there is one. */
  private start(request: OpenSession, dead: Found | undefined): Found {
    const first = firstOf(request.bySecret);
    const key = request.slot + first.sessionId;
    const session = claimedSession(request, startedSession(request, first, dead?.session));
    if (dead !== undefined) this.sessions.delete(dead.key);
    this.sessions.putWithNewCode(key, session, request, request.now);
    return { key, secretIndex: 0, session };
  }

  private goOn(request: OpenSession, found: Found): Found {
    const entry = request.bySecret[found.secretIndex] ?? firstOf(request.bySecret);
    const session = claimedSession(request, continuedSession(request, entry, found.session));
    if (session.code.expiresAt === found.session.code.expiresAt) this.sessions.put(found.key, session);
    else this.sessions.putWithNewCode(found.key, session, request, request.now);
    return { ...found, session };
  }

  private validate({ key, secretIndex, session }: Found, request: SubmitCode): SubmitOutcome {
    const { nextLink, messages, sentMessage } = session;
    const validated = { kind: 'validated', secretIndex, nextLink } as const;
    if (session.validatedAt !== undefined) {
      const { validatedAt } = session;
      return { ...validated, validatedAt, first: false, receipt: undefined, sentMessage: undefined };
    }
    const validatedAt = request.now;
    const expiresAt = validatedAt + request.sessionLifetimeMs;
    const kept = { messages: withoutReceipts(messages), sentMessage: undefined };
    this.sessions.put(key, { ...session, ...kept, validatedAt, expiresAt });
    const receipt = receiptAt(messages, validatedAt);
    return { ...validated, validatedAt, first: true, receipt, sentMessage };
  }

  private dropEnded(now: number): void {
    this.sessions.dropEnded(now, droppedPerCall);
    this.numbers.dropExpired(now, droppedPerCall);
    this.allowances.dropExpired(now, droppedPerCall);
  }
}

/** What is kept of the last message, once one is settled. */
function sentMessageAfter(session: Session, { result, sentMessage }: SettleMessage): string | undefined {
  if (result !== 'sent') return session.sentMessage;
  return session.validatedAt === undefined ? sentMessage : undefined;
}

/** The message of a call that changes nothing; undefined if the call claims one. */
function messageOf(
  { messages }: Session,
  { claim, sendAttempt, now }: OpenSession,
): MessageOfOpen | undefined {
  if (isClaimed(messages, claim, now)) return { kind: 'claimed' };
  return messageOfAttempt(messages, sendAttempt, now);
}

function claimedSession(request: OpenSession, session: Session): Session {
  const { claim, sendAttempt: attempt, claimLifetimeMs: lifetimeMs, now } = request;
  const receipt = session.validatedAt === undefined ? request.receipt : undefined;
  return { ...session, messages: withClaim(session.messages, { claim, attempt, lifetimeMs, receipt }, now) };
}

function isJudged({ generation, wrongCodes, code, messages }: Session, request: SubmitCode): boolean {
  return (
    generation === request.generation &&
    wrongCodes < request.wrongCodesAllowed &&
    code.expiresAt > request.now &&
    canSubmit(messages, request.now)
  );
}

function openedOutcome({ secretIndex, session }: Found, message: MessageOfOpen): OpenOutcome {
  const { generation, code } = session;
  const { nonce, expiresAt: codeExpiresAt } = code;
  const sentMessage = message.kind === 'claimed' ? session.sentMessage : undefined;
  return { kind: 'opened', secretIndex, generation, nonce, codeExpiresAt, message, sentMessage };
}

function readOutcome(found: Found | undefined, request: ReadSession): ReadOutcome {
  if (found === undefined) return { kind: 'unknown' };
  const { generation, validatedAt, address, wrongCodes, sentMessage } = found.session;
  if (generation !== request.generation) return { kind: 'expired' };
  if (validatedAt !== undefined)
    return { kind: 'validated', secretIndex: found.secretIndex, validatedAt, address };
  const kind = wrongCodes >= request.wrongCodesAllowed ? 'expired' : 'pending';
  return sentMessage === undefined ? { kind } : { kind, sentMessage };
}

function sessionIdOf({ sessionId }: { readonly sessionId: string }): string {
  return sessionId;
}

function firstOf(bySecret: readonly OpenBySecret[]): OpenBySecret {
  const [first] = bySecret;
  if (first === undefined) throw new TypeError('open needs at least one secret');
  return first;
}
