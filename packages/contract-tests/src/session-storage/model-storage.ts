/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import type {
  ForgetNumber,
  MessageLimit,
  MessageOfOpen,
  MessageOutcome,
  MessageResult,
  OpenBySecret,
  OpenOutcome,
  OpenSession,
  ReadMessage,
  ReadOutcome,
  ReadMessageTimes,
  ReadSession,
  ReadSpentTimes,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import type { RefundAllowance, SessionCall } from './session-call.js';

/** A claimed message of the model. Immutable: a change replaces it. */
export interface ModelMessage {
  readonly claim: string;
  readonly attempt: number | undefined;
  /** The session of the message. An in-flight message moves to the session that replaces a dead one. */
  readonly generation: string;
  /** The id of the code that it carries. */
  readonly nonce: string;
  /** The end of the claim's lifetime. */
  readonly until: number;
  /** Undefined while it has a lifetime and isn't settled. */
  readonly result: MessageResult | undefined;
  readonly receipt: string | undefined;
}

/** A session of the model. Immutable: a change replaces it. */
export interface ModelSession {
  readonly generation: string;
  readonly nonce: string;
  readonly mac: string;
  readonly codeMadeAt: number;
  readonly codeLifetimeMs: number;
  readonly decoy: boolean;
  readonly address: string;
  readonly nextLink: string | undefined;
  readonly wrongCodes: number;
  readonly validatedAt: number | undefined;
  readonly endsAt: number;
  /** All messages ever claimed for the triple, oldest first. */
  readonly messages: readonly ModelMessage[];
  /** What is kept of the last message. */
  readonly sentMessage: string | undefined;
}

/** The place of a session. */
export interface FoundSession {
  readonly key: string;
  readonly secretIndex: number;
  readonly session: ModelSession;
}

/** All that the model stores. Immutable, and so are its parts. */
export interface ModelState {
  /** By slot and session id. */
  readonly sessions: ReadonlyMap<string, ModelSession>;
  /** When messages were counted, by `numberCounts` and `allowanceCounts`. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

/** Nothing stored. */
export const noModelState: ModelState = { sessions: new Map(), counts: new Map() };

const claimsKept = 8;
const clocksDifferByMs = 60_000;

/**
 * A literal implementation of the port's doc comments. It deletes nothing, has no limits, and is fast enough for tests.
 * The state-machine test compares a storage with it. Each rule is a separate method, so that the suite's own tests can
 * break one.
 */
export class ModelStorage implements SessionStorage {
  readonly name: string = 'model';
  protected readonly sessions: Map<string, ModelSession>;
  protected readonly counts: Map<string, readonly number[]>;

  constructor(state: ModelState = noModelState) {
    this.sessions = new Map(state.sessions);
    this.counts = new Map(state.counts);
  }

  /** What is stored now. The next step may change it: `new ModelStorage(state)` is a copy that stays. */
  get state(): ModelState {
    return { sessions: this.sessions, counts: this.counts };
  }

  /** Takes a step without waiting for anything, and answers as its method does. */
  take(call: SessionCall): unknown {
    switch (call.to) {
      case 'open':
        return this.openStep(call.request);
      case 'settle':
        return this.settleStep(call.request);
      case 'outcomeOf':
        return this.outcomeOfStep(call.request);
      case 'submit':
        return this.submitStep(call.request);
      case 'read':
        return this.readStep(call.request);
      case 'consume':
        return this.consumeStep(call.request);
      case 'spend':
        return this.spendStep(call.request);
      case 'refund':
        this.refundStep(call.request);
        return undefined;
      case 'forget':
        this.forgetStep(call.request);
        return undefined;
      case 'release':
        this.releaseStep(call.request);
        return undefined;
      case 'messageTimes':
        return this.messageTimesStep(call.request);
      case 'spentTimes':
        return this.spentTimesStep(call.request);
    }
  }

  async open(request: OpenSession): Promise<OpenOutcome> {
    return this.openStep(request);
  }

  async settle(request: SettleMessage): Promise<string | undefined> {
    return this.settleStep(request);
  }

  async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
    return this.outcomeOfStep(request);
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    return this.submitStep(request);
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    return this.readStep(request);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    return this.consumeStep(request);
  }

  async spend(request: SpendAllowance): Promise<SpendOutcome> {
    return this.spendStep(request);
  }

  async refund(request: RefundAllowance): Promise<void> {
    this.refundStep(request);
  }

  async forget(request: ForgetNumber): Promise<void> {
    this.forgetStep(request);
  }

  async release(request: ForgetNumber): Promise<void> {
    this.releaseStep(request);
  }

  async messageTimes(request: ReadMessageTimes): Promise<readonly number[]> {
    return this.messageTimesStep(request);
  }

  async spentTimes(request: ReadSpentTimes): Promise<readonly number[]> {
    return this.spentTimesStep(request);
  }

  async ready(): Promise<void> {
    return Promise.resolve();
  }

  protected openStep(request: OpenSession): OpenOutcome {
    const found = this.find(request.slot, request.bySecret.map(this.sessionIdOf), request.now);
    if (found !== undefined && this.isSameCall(found.session, request)) {
      return this.opened(found, { kind: 'claimed' });
    }
    if (found !== undefined && !this.isNewAttempt(found.session, request)) {
      return this.opened(found, this.messageOf(found.session, request));
    }
    const retryAfterMs = this.waitFor(this.countedMessages(request), request.limits, request.now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const claimed = this.claim(request, found);
    this.sessions.set(claimed.key, claimed.session);
    if (this.isCounted(request)) this.count(this.numberKey(request), request.now);
    return this.opened(claimed, { kind: 'claimed' });
  }

  protected settleStep(request: SettleMessage): string | undefined {
    const key = request.slot + request.sessionId;
    const session = this.sessions.get(key);
    if (session === undefined || !this.isLive(session, request.now)) return undefined;
    if (!session.messages.some((message) => this.isToSettle(message, request))) return undefined;
    this.sessions.set(key, this.settled(session, request));
    if (this.isRefunded(request)) this.refundMessage(this.numberKey(request), request.openedAt);
    return request.result === 'sent' ? session.sentMessage : undefined;
  }

  protected outcomeOfStep(request: ReadMessage): MessageOutcome {
    const { slot, sessionId, claim, now } = request;
    const session = this.find(slot, [sessionId], now)?.session;
    if (session === undefined || !this.isOfGeneration(session, request)) return 'failed';
    const message = session.messages.find((other) => other.claim === claim);
    return message === undefined || now >= message.until ? 'sent' : this.stateOf(message, now);
  }

  protected submitStep(request: SubmitCode): SubmitOutcome {
    const found = this.find(request.slot, request.bySecret.map(this.sessionIdOf), request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session, secretIndex } = found;
    if (!this.isOfGeneration(session, request)) return { kind: 'expired' };
    if (this.isDead(session, request)) return { kind: 'expired' };
    if (this.isCodeOld(session, request.now)) return { kind: 'expired' };
    if (!this.isCodeCarried(session, request.now)) return { kind: 'expired' };
    if (this.isRightCode(session, request.bySecret[secretIndex]?.mac)) return this.validate(found, request);
    this.countWrongCode(found);
    const { sentMessage } = session;
    return sentMessage === undefined ? { kind: 'incorrect' } : { kind: 'incorrect', sentMessage };
  }

  protected readStep(request: ReadSession): ReadOutcome {
    const found = this.find(request.slot, request.sessionIds, request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session, secretIndex } = found;
    if (!this.isOfGeneration(session, request)) return { kind: 'expired' };
    if (session.validatedAt !== undefined) {
      return { kind: 'validated', secretIndex, validatedAt: session.validatedAt, address: session.address };
    }
    const { sentMessage } = session;
    const kind = this.isDead(session, request) ? 'expired' : 'pending';
    return sentMessage === undefined ? { kind } : { kind, sentMessage };
  }

  protected consumeStep(request: ReadSession): ReadOutcome {
    const outcome = this.readStep(request);
    const found = this.find(request.slot, request.sessionIds, request.now);
    const isSpent = found?.session.validatedAt !== undefined && this.isOfGeneration(found.session, request);
    if (isSpent) this.sessions.delete(found.key);
    return outcome;
  }

  protected spendStep({ id, limits, now }: SpendAllowance): SpendOutcome {
    const retryAfterMs = this.waitFor(this.timesOf(allowanceCounts(id)), limits, now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    if (limits.length > 0) this.count(allowanceCounts(id), now);
    return { kind: 'spent' };
  }

  protected refundStep({ id, spentAt }: RefundAllowance): void {
    this.refundMessage(allowanceCounts(id), spentAt);
  }

  protected forgetStep({ slot, numberId }: ForgetNumber): void {
    const tag = this.tagOf(numberId);
    for (const key of this.sessions.keys()) if (key.startsWith(slot + tag)) this.sessions.delete(key);
    this.counts.delete(this.numberKey({ slot, numberId }));
    for (const key of this.counts.keys()) if (key.startsWith(allowanceCounts(tag))) this.counts.delete(key);
  }

  protected releaseStep({ slot, numberId }: ForgetNumber): void {
    const tag = this.tagOf(numberId);
    this.counts.delete(this.numberKey({ slot, numberId }));
    for (const key of this.counts.keys()) if (key.startsWith(allowanceCounts(tag))) this.counts.delete(key);
  }

  protected messageTimesStep(request: ReadMessageTimes): readonly number[] {
    return this.countedWithin(this.numberKey(request), request);
  }

  protected spentTimesStep(request: ReadSpentTimes): readonly number[] {
    return this.countedWithin(allowanceCounts(request.id), request);
  }

  protected find(slot: string, sessionIds: readonly string[], now: number): FoundSession | undefined {
    for (const [secretIndex, sessionId] of sessionIds.entries()) {
      const key = slot + sessionId;
      const session = this.sessions.get(key);
      if (session !== undefined && this.isLive(session, now)) return { key, secretIndex, session };
    }
    return undefined;
  }

  protected isLive(session: ModelSession, now: number): boolean {
    return now < session.endsAt;
  }

  /** True for a claim that came in again, because the client sent its call twice after losing the first answer. */
  protected isSameCall({ messages }: ModelSession, { claim, now }: OpenSession): boolean {
    return messages.some((message) => message.claim === claim && this.isUnderWay(message, now));
  }

  protected isNewAttempt(session: ModelSession, { sendAttempt, now }: OpenSession): boolean {
    return sendAttempt === undefined || sendAttempt > this.greatestAttempt(session, now);
  }

  /** -1 if there is none. */
  protected greatestAttempt(session: ModelSession, now: number): number {
    return this.greatestOf(this.inState(session, now, ['sent', 'under-way']));
  }

  protected messageOf(session: ModelSession, { sendAttempt = 0, now }: OpenSession): MessageOfOpen {
    if (sendAttempt <= this.greatestOf(this.inState(session, now, ['sent']))) return { kind: 'sent' };
    const [next] = this.inState(session, now, ['under-way'])
      .filter(({ attempt }) => attempt !== undefined && attempt >= sendAttempt)
      .toSorted((one, other) => Number(one.attempt) - Number(other.attempt));
    return next === undefined ? { kind: 'sent' } : { kind: 'under-way', claim: next.claim };
  }

  protected greatestOf(messages: readonly ModelMessage[]): number {
    return Math.max(-1, ...messages.map(({ attempt }) => attempt ?? -1));
  }

  protected inState(
    { messages }: ModelSession,
    now: number,
    states: readonly MessageOutcome[],
  ): readonly ModelMessage[] {
    return messages.filter((message) => states.includes(this.stateOf(message, now)));
  }

  protected stateOf({ result, until }: ModelMessage, now: number): MessageOutcome {
    return result ?? (now < until ? 'under-way' : 'sent');
  }

  protected isUnderWay(message: ModelMessage, now: number): boolean {
    return this.stateOf(message, now) === 'under-way';
  }

  /**
   * True if the current code can be submitted. The caller gets the sid once a message of the session was sent, or
   * perhaps. Until then no code is judged, or somebody with the sid would have guesses without a counted message.
   */
  protected isCodeCarried(session: ModelSession, now: number): boolean {
    const carriers = this.inState(session, now, ['sent', 'unknown', 'under-way']);
    return carriers.some(({ nonce }) => nonce === session.nonce) && this.isPerhapsSent(session, now);
  }

  /** True if a message of the session was sent, or perhaps. */
  protected isPerhapsSent(session: ModelSession, now: number): boolean {
    const sent = this.inState(session, now, ['sent', 'unknown']);
    return sent.some(({ generation }) => generation === session.generation);
  }

  protected isDead(
    { wrongCodes }: ModelSession,
    { wrongCodesAllowed }: { readonly wrongCodesAllowed: number },
  ): boolean {
    return wrongCodes >= wrongCodesAllowed;
  }

  protected isCodeOld({ codeMadeAt, codeLifetimeMs }: ModelSession, now: number): boolean {
    return now >= codeMadeAt + codeLifetimeMs;
  }

  protected isOfGeneration(session: ModelSession, request: { readonly generation: string }): boolean {
    return session.generation === request.generation;
  }

  protected isRightCode(session: ModelSession, mac: string | undefined): boolean {
    return !session.decoy && session.mac === mac;
  }

  protected isCounted(request: OpenSession): boolean {
    return request.limits.length > 0;
  }

  protected claim(request: OpenSession, found: FoundSession | undefined): FoundSession {
    const { session, ...place } = this.sessionFor(request, found);
    const message = this.claimed(session, request);
    // A message that counts as sent at once needs no place.
    const others = message.result === 'sent' ? session.messages : this.withRoom(session.messages, request);
    return { ...place, session: { ...session, messages: [...others, message] } };
  }

  /** A validated session has given its receipt back, and needs no other. */
  protected claimed({ generation, nonce, validatedAt }: ModelSession, request: OpenSession): ModelMessage {
    const { claim, sendAttempt: attempt, claimLifetimeMs, now } = request;
    const result = claimLifetimeMs === 0 ? 'sent' : undefined;
    const receipt = validatedAt === undefined ? request.receipt : undefined;
    return { claim, attempt, generation, nonce, until: now + claimLifetimeMs, result, receipt };
  }

  protected sessionFor(request: OpenSession, found: FoundSession | undefined): FoundSession {
    if (found === undefined) return this.start(request, []);
    return this.isDead(found.session, request) ? this.replace(request, found) : this.resend(request, found);
  }

  /** The messages of a session with room for one more live claim. */
  protected withRoom(messages: readonly ModelMessage[], { now }: OpenSession): readonly ModelMessage[] {
    const kept = messages.filter(({ until, result }) => now < until && result !== 'sent');
    if (kept.length < claimsKept) return messages;
    const oldest = kept.find(({ result }) => result !== undefined) ?? kept[0];
    return messages.map((message) => (message === oldest ? this.forgotten(message) : message));
  }

  protected forgotten(message: ModelMessage): ModelMessage {
    return message.result === undefined ? { ...message, result: 'sent' } : { ...message, until: 0 };
  }

  protected replace(request: OpenSession, dead: FoundSession): FoundSession {
    this.sessions.delete(dead.key);
    const { generation } = this.first(request);
    const goesOver = (message: ModelMessage): ModelMessage =>
      this.isUnderWay(message, request.now) ? { ...message, generation } : message;
    return this.start(request, dead.session.messages.map(goesOver));
  }

  protected start(request: OpenSession, messages: readonly ModelMessage[]): FoundSession {
    const first = this.first(request);
    const session = {
      ...this.codeOf(request, first),
      generation: first.generation,
      address: first.address,
      nextLink: first.nextLink,
      wrongCodes: 0,
      validatedAt: undefined,
      endsAt: request.now + request.sessionLifetimeMs,
      messages,
      sentMessage: undefined,
    };
    return { key: request.slot + first.sessionId, secretIndex: 0, session };
  }

  protected resend(request: OpenSession, found: FoundSession): FoundSession {
    const entry = request.bySecret[found.secretIndex] ?? this.first(request);
    const session = {
      ...found.session,
      ...(this.isCodeDue(found.session, request) ? this.codeOf(request, entry) : {}),
      ...(this.isCodeOld(found.session, request.now) ? {} : this.endOfCode(found.session)),
      nextLink: entry.nextLink ?? found.session.nextLink,
      endsAt: this.endAfterResend(found.session, request),
    };
    return { ...found, session };
  }

  protected endAfterResend(session: ModelSession, { now, sessionLifetimeMs }: OpenSession): number {
    return session.validatedAt === undefined ? now + sessionLifetimeMs : session.endsAt;
  }

  protected isCodeDue(session: ModelSession, request: OpenSession): boolean {
    return this.isCodeOld(session, request.now) || session.decoy !== request.decoy;
  }

  protected codeOf({ now, codeLifetimeMs, decoy }: OpenSession, { code }: OpenBySecret) {
    return { nonce: code.nonce, mac: code.mac, codeMadeAt: now, codeLifetimeMs, decoy };
  }

  protected endOfCode({ codeMadeAt, codeLifetimeMs }: ModelSession) {
    return { codeMadeAt, codeLifetimeMs };
  }

  protected opened({ secretIndex, session }: FoundSession, message: MessageOfOpen): OpenOutcome {
    const { generation, nonce, codeMadeAt, codeLifetimeMs } = session;
    const codeExpiresAt = codeMadeAt + codeLifetimeMs;
    const sentMessage = message.kind === 'claimed' ? session.sentMessage : undefined;
    return { kind: 'opened', secretIndex, generation, nonce, codeExpiresAt, message, sentMessage };
  }

  protected isToSettle(message: ModelMessage, { claim, now }: SettleMessage): boolean {
    return message.claim === claim && this.isUnderWay(message, now);
  }

  protected settled(session: ModelSession, request: SettleMessage): ModelSession {
    const settle = (message: ModelMessage): ModelMessage =>
      this.isToSettle(message, request) ? { ...message, result: request.result } : message;
    const settled = { ...session, messages: session.messages.map(settle) };
    const sentMessage = this.sentMessageAfter(session, request);
    return { ...settled, sentMessage, endsAt: this.endAfterSettling(settled, request.now) };
  }

  /** Of a validated session nothing is kept. */
  protected sentMessageAfter(session: ModelSession, request: SettleMessage): string | undefined {
    if (request.result !== 'sent') return session.sentMessage;
    return session.validatedAt === undefined ? request.sentMessage : undefined;
  }

  /** A session whose sid nobody got ends as soon as no call waits for its messages. Nothing changes the end of a validated one. */
  protected endAfterSettling(session: ModelSession, now: number): number {
    if (session.validatedAt !== undefined) return session.endsAt;
    const isUnderWay = session.messages.some((message) => this.isUnderWay(message, now));
    if (isUnderWay || this.isPerhapsSent(session, now)) return session.endsAt;
    return Math.min(session.endsAt, this.lastEndOf(session.messages));
  }

  protected lastEndOf(messages: readonly ModelMessage[]): number {
    const kept = messages.filter(({ result }) => result !== undefined && result !== 'sent');
    return Math.max(...kept.map(({ until }) => until));
  }

  protected isRefunded({ result, refund }: SettleMessage): boolean {
    return refund && (result === 'failed' || result === 'rejected');
  }

  protected validate({ key, secretIndex, session }: FoundSession, request: SubmitCode): SubmitOutcome {
    const first = session.validatedAt === undefined;
    const validatedAt = session.validatedAt ?? request.now;
    if (first) {
      const endsAt = request.now + request.sessionLifetimeMs;
      const messages = session.messages.map((message) =>
        this.isUnderWay(message, request.now) ? { ...message, receipt: undefined } : message,
      );
      this.sessions.set(key, { ...session, messages, validatedAt, endsAt, sentMessage: undefined });
    }
    const receipt = first ? this.receiptOf(session, request.now) : undefined;
    const { nextLink } = session;
    const sentMessage = first ? session.sentMessage : undefined;
    return { kind: 'validated', secretIndex, validatedAt, first, nextLink, receipt, sentMessage };
  }

  /** That of the last claimed message of the session that was sent, or perhaps, and has one. */
  protected receiptOf(session: ModelSession, now: number): string | undefined {
    const sent = this.inState(session, now, ['sent', 'unknown']);
    const ofSession = sent.filter(({ generation }) => generation === session.generation);
    return ofSession.findLast(({ receipt }) => receipt !== undefined)?.receipt;
  }

  protected countWrongCode({ key, session }: FoundSession): void {
    this.sessions.set(key, { ...session, wrongCodes: session.wrongCodes + 1 });
  }

  protected countedMessages(request: OpenSession): readonly number[] {
    return this.timesOf(this.numberKey(request));
  }

  protected numberKey(number: Pick<ForgetNumber, 'slot' | 'numberId'>): string {
    return numberCounts(number);
  }

  /** The first 6 bytes. */
  protected tagOf(numberId: string): string {
    return numberId.slice(0, 8);
  }

  protected waitFor(times: readonly number[], limits: readonly MessageLimit[], now: number): number {
    return Math.max(0, ...limits.map((limit) => this.waitForOne(times, limit, now)));
  }

  protected waitForOne(times: readonly number[], { messages, windowMs }: MessageLimit, now: number): number {
    if (messages === 0) return windowMs;
    const counted = times.filter((time) => this.isInReach(time, now));
    const newestFirst = counted.toSorted((one, other) => other - one);
    const last = newestFirst[messages - 1];
    return last === undefined ? 0 : Math.max(0, last + windowMs - now);
  }

  protected isInReach(time: number, now: number): boolean {
    return time <= now + clocksDifferByMs;
  }

  protected count(key: string, now: number): void {
    this.counts.set(key, [...this.timesOf(key), now]);
  }

  protected refundMessage(key: string, at: number): void {
    const times = this.timesOf(key);
    const index = times.indexOf(at);
    if (index >= 0) this.counts.set(key, times.toSpliced(index, 1));
  }

  protected countedWithin(
    key: string,
    { windowMs, now }: Pick<ReadSpentTimes, 'windowMs' | 'now'>,
  ): readonly number[] {
    return this.timesOf(key)
      .filter((time) => time + windowMs > now && time <= now + 60_000)
      .toSorted((one, other) => one - other);
  }

  protected timesOf(key: string): readonly number[] {
    return this.counts.get(key) ?? [];
  }

  protected readonly sessionIdOf = ({ sessionId }: { readonly sessionId: string }): string => sessionId;

  protected first({ bySecret }: OpenSession): OpenBySecret {
    const [first] = bySecret;
    if (first === undefined) throw new TypeError('open needs at least one secret');
    return first;
  }
}

/** Where the model counts the messages of a number. */
export function numberCounts({ slot, numberId }: Pick<ForgetNumber, 'slot' | 'numberId'>): string {
  return `number ${slot}${numberId}`;
}

/** Where the model counts the messages of an allowance. */
export function allowanceCounts(id: string): string {
  return `allowance ${id}`;
}
