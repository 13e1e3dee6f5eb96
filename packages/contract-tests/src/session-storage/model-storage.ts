/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import type {
  GiveBack,
  MessageLimit,
  OpenCandidate,
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';

/** A session of the model. It is replaced when it changes, never altered. */
export interface ModelSession {
  readonly generation: string;
  readonly nonce: string;
  readonly mac: string;
  readonly codeMadeAt: number;
  readonly codeLifetimeMs: number;
  readonly decoy: boolean;
  readonly address: string;
  readonly nextLink: string | undefined;
  readonly greatestAttempt: number | undefined;
  readonly wrongCodes: number;
  readonly validatedAt: number | undefined;
  readonly changedAt: number;
  readonly lifetimeMs: number;
}

/** Where a session was found. */
export interface FoundSession {
  readonly key: string;
  readonly candidate: number;
  readonly session: ModelSession;
}

/**
 * The port's doc comments, word by word and nothing else: forgets nothing, bounds nothing, and is quick enough for a
 * test. The suite's state-machine test holds a storage against it; each rule is a method of its own, so that the tests
 * of the suite can break one.
 */
export class ModelStorage implements SessionStorage {
  readonly name: string = 'model';
  protected readonly sessions = new Map<string, ModelSession>();
  protected readonly messages = new Map<string, readonly number[]>();

  async open(request: OpenSession): Promise<OpenOutcome> {
    const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
    if (found !== undefined && !this.isNewAttempt(found.session, request.sendAttempt)) {
      return this.opened(found, false, found.session.greatestAttempt);
    }
    const retryAfterMs = this.waitFor(this.countedMessages(request), request.limits, request.now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    const claimed = this.claim(request, found);
    this.sessions.set(claimed.key, claimed.session);
    if (this.isCounted(request)) this.count(this.numberKey(request), request.now);
    return this.opened(claimed, true, found?.session.greatestAttempt);
  }

  async giveBack(request: GiveBack): Promise<void> {
    const key = request.slot + request.sessionId;
    const session = this.sessions.get(key);
    if (session !== undefined && this.isStillClaimed(session, request)) {
      this.sessions.set(key, { ...session, greatestAttempt: request.previousAttempt });
    }
    if (request.uncount) this.uncount(`number ${request.slot}${request.numberId}`, request.openedAt);
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session, candidate } = found;
    if (!this.isOfGeneration(session, request)) return { kind: 'expired' };
    if (this.isDead(session, request)) return { kind: 'expired' };
    if (this.isCodeOld(session, request.now)) return { kind: 'expired' };
    if (this.isRightCode(session, request.candidates[candidate]?.mac)) return this.validate(found, request);
    this.countWrongCode(found);
    return { kind: 'incorrect' };
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    const found = this.find(request.slot, request.sessionIds, request.now);
    if (found === undefined) return { kind: 'unknown' };
    const { session, candidate } = found;
    if (!this.isOfGeneration(session, request)) return { kind: 'expired' };
    if (session.validatedAt !== undefined) {
      return { kind: 'validated', candidate, validatedAt: session.validatedAt, address: session.address };
    }
    return { kind: this.isDead(session, request) ? 'expired' : 'pending' };
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    const outcome = this.read(request);
    const found = this.find(request.slot, request.sessionIds, request.now);
    const isSpent = found?.session.validatedAt !== undefined && this.isOfGeneration(found.session, request);
    if (isSpent) this.sessions.delete(found.key);
    return outcome;
  }

  async spend({ id, limits, now }: SpendAllowance): Promise<SpendOutcome> {
    const retryAfterMs = this.waitFor(this.timesOf(`allowance ${id}`), limits, now);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    if (limits.length > 0) this.count(`allowance ${id}`, now);
    return { kind: 'spent' };
  }

  async unspend({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    this.uncount(`allowance ${id}`, spentAt);
  }

  async ready(): Promise<void> {
    return Promise.resolve();
  }

  protected find(slot: string, sessionIds: readonly string[], now: number): FoundSession | undefined {
    for (const [candidate, sessionId] of sessionIds.entries()) {
      const key = slot + sessionId;
      const session = this.sessions.get(key);
      if (session !== undefined && this.isLive(session, now)) return { key, candidate, session };
    }
    return undefined;
  }

  protected isLive(session: ModelSession, now: number): boolean {
    return now < session.changedAt + session.lifetimeMs;
  }

  protected isNewAttempt({ greatestAttempt }: ModelSession, sendAttempt: number | undefined): boolean {
    return sendAttempt === undefined || greatestAttempt === undefined || sendAttempt > greatestAttempt;
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

  protected isStillClaimed(session: ModelSession, request: GiveBack): boolean {
    return session.generation === request.generation && session.greatestAttempt === request.sendAttempt;
  }

  protected isCounted(request: OpenSession): boolean {
    return request.limits.length > 0;
  }

  protected claim(request: OpenSession, found: FoundSession | undefined): FoundSession {
    if (found === undefined) return this.start(request, undefined);
    return this.isDead(found.session, request) ? this.replace(request, found) : this.resend(request, found);
  }

  protected replace(request: OpenSession, dead: FoundSession): FoundSession {
    this.sessions.delete(dead.key);
    return this.start(request, dead.session.greatestAttempt);
  }

  protected start(request: OpenSession, greatestAttempt: number | undefined): FoundSession {
    const first = this.first(request);
    const session = {
      ...this.codeOf(request, first),
      generation: first.generation,
      address: first.address,
      nextLink: first.nextLink,
      greatestAttempt: request.sendAttempt ?? greatestAttempt,
      wrongCodes: 0,
      validatedAt: undefined,
      changedAt: request.now,
      lifetimeMs: request.sessionLifetimeMs,
    };
    return { key: request.slot + first.sessionId, candidate: 0, session };
  }

  protected resend(request: OpenSession, found: FoundSession): FoundSession {
    const candidate = request.candidates[found.candidate] ?? this.first(request);
    const session = {
      ...found.session,
      ...(this.isCodeDue(found.session, request) ? this.codeOf(request, candidate) : {}),
      ...(this.isCodeOld(found.session, request.now) ? {} : this.endOfCode(found.session)),
      nextLink: candidate.nextLink ?? found.session.nextLink,
      greatestAttempt: request.sendAttempt ?? found.session.greatestAttempt,
      changedAt: request.now,
      lifetimeMs: request.sessionLifetimeMs,
    };
    return { ...found, session };
  }

  protected isCodeDue(session: ModelSession, request: OpenSession): boolean {
    return this.isCodeOld(session, request.now) || session.decoy !== request.decoy;
  }

  protected codeOf({ now, codeLifetimeMs, decoy }: OpenSession, { code }: OpenCandidate) {
    return { nonce: code.nonce, mac: code.mac, codeMadeAt: now, codeLifetimeMs, decoy };
  }

  protected endOfCode({ codeMadeAt, codeLifetimeMs }: ModelSession) {
    return { codeMadeAt, codeLifetimeMs };
  }

  protected opened(found: FoundSession, send: boolean, previousAttempt: number | undefined): OpenOutcome {
    const { generation, nonce } = found.session;
    return { kind: 'opened', candidate: found.candidate, generation, nonce, send, previousAttempt };
  }

  protected validate({ key, candidate, session }: FoundSession, request: SubmitCode): SubmitOutcome {
    const first = session.validatedAt === undefined;
    const validatedAt = session.validatedAt ?? request.now;
    if (first) {
      const changed = { changedAt: request.now, lifetimeMs: request.sessionLifetimeMs };
      this.sessions.set(key, { ...session, ...changed, validatedAt });
    }
    return { kind: 'validated', candidate, validatedAt, first, nextLink: session.nextLink };
  }

  protected countWrongCode({ key, session }: FoundSession): void {
    this.sessions.set(key, { ...session, wrongCodes: session.wrongCodes + 1 });
  }

  protected countedMessages({ slot, candidates }: OpenSession): readonly number[] {
    return candidates.flatMap(({ numberId }) => this.timesOf(`number ${slot}${numberId}`));
  }

  protected numberKey(request: OpenSession): string {
    return `number ${request.slot}${this.first(request).numberId}`;
  }

  protected waitFor(times: readonly number[], limits: readonly MessageLimit[], now: number): number {
    return Math.max(0, ...limits.map((limit) => this.waitForOne(times, limit, now)));
  }

  protected waitForOne(times: readonly number[], { messages, windowMs }: MessageLimit, now: number): number {
    if (messages === 0) return windowMs;
    const newestFirst = times.toSorted((one, other) => other - one);
    const last = newestFirst[messages - 1];
    return last === undefined ? 0 : Math.max(0, last + windowMs - now);
  }

  protected count(key: string, now: number): void {
    this.messages.set(key, [...this.timesOf(key), now]);
  }

  protected uncount(key: string, at: number): void {
    const times = this.timesOf(key);
    const index = times.indexOf(at);
    if (index >= 0) this.messages.set(key, times.toSpliced(index, 1));
  }

  protected timesOf(key: string): readonly number[] {
    return this.messages.get(key) ?? [];
  }

  protected readonly sessionIdOf = ({ sessionId }: { readonly sessionId: string }): string => sessionId;

  protected first({ candidates }: OpenSession): OpenCandidate {
    const [first] = candidates;
    if (first === undefined) throw new TypeError('open needs a candidate');
    return first;
  }
}
