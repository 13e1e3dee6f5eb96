import { createHash } from 'node:crypto';
import type {
  ForgetNumber,
  MessageLimit,
  OpenedSession,
  OpenSession,
  ReadSession,
  SettleMessage,
  SubmitCode,
} from '@threepid/core';
import type { SessionCall } from '../session-storage/session-call.js';
import { minute } from '../runner/times.js';
import type { CrowdRandom } from './crowd-random.js';

/** Short ones, so that clocks that differ meet the ends of all of them. */
const rules = { sessionLifetimeMs: 100_000, codeLifetimeMs: 45_000, wrongCodesAllowed: 3 };
const limits: readonly MessageLimit[] = [{ messages: 4, windowMs: 2 * minute }];
const limitsOfAllowance: readonly MessageLimit[] = [{ messages: 3, windowMs: minute }];

/** Who calls: the secrets that it knows, newest first, and its time. */
export interface CrowdCaller {
  readonly secrets: readonly string[];
  readonly now: number;
}

/** A session as a call opened it. */
interface Opening {
  readonly who: string;
  readonly request: OpenSession;
  readonly outcome: OpenedSession;
}

/** The calls that are asked for a number: two client secrets, and an allowance of its own. Each is of consequence for others. */
export class CrowdMember {
  readonly slot: string;
  readonly numberId: string;
  callsLeft: number;
  private readonly openings: Opening[] = [];
  private readonly spendings: number[] = [];

  constructor(
    private readonly random: CrowdRandom,
    calls: number,
    private readonly isForgotten: boolean,
  ) {
    this.slot = `${random.one(['a', 'b', 'c', 'd'])}${random.one(['x', 'y', 'z'])}`;
    this.numberId = random.bytes(12);
    this.callsLeft = calls;
  }

  /** A random call; undefined if there is nothing to call for yet. */
  call(caller: CrowdCaller): SessionCall | undefined {
    this.callsLeft -= 1;
    const lot = this.random.below(40);
    if (lot < 9) return { to: 'open', request: this.open(caller) };
    if (lot < 27) return this.goOn(lot, caller);
    if (lot < 31)
      return { to: 'spend', request: { id: this.allowance, limits: limitsOfAllowance, now: caller.now } };
    if (lot < 33) return this.refund();
    if (lot < 34) return { to: 'messageTimes', request: { ...this.number(caller), windowMs: 2 * minute } };
    if (lot < 35)
      return { to: 'spentTimes', request: { id: this.allowance, windowMs: minute, now: caller.now } };
    if (lot < 37 && this.isForgotten) return this.forget(caller);
    return { to: 'open', request: this.open(caller) };
  }

  /** Learns what a call was answered: the next ones go on from there. */
  learn(call: SessionCall, answer: unknown): void {
    if (call.to === 'open' && isOpened(answer)) {
      const { request } = call;
      const { sessionId = '' } = request.bySecret[answer.secretIndex] ?? {};
      const who = ['alice', 'bob'].find((one) => this.isSessionOf(one, sessionId)) ?? '';
      this.openings.push({ who, request, outcome: answer });
    }
    if (call.to === 'spend') this.spendings.push(call.request.now);
  }

  private goOn(lot: number, caller: CrowdCaller): SessionCall | undefined {
    // Mostly the last: what came before it answers little.
    const opening = this.openings.at(this.random.one([-1, -1, -1, -2, -3]));
    if (opening === undefined) return { to: 'open', request: this.open(caller) };
    if (lot < 14) return { to: 'settle', request: this.settle(opening, caller) };
    if (lot < 16) return { to: 'outcomeOf', request: this.message(opening, caller) };
    if (lot < 22) return { to: 'submit', request: this.submit(opening, caller) };
    return { to: lot < 25 ? 'read' : 'consume', request: this.read(opening, caller) };
  }

  private open({ secrets, now }: CrowdCaller): OpenSession {
    const { random } = this;
    const who = random.one(['alice', 'bob']);
    return {
      slot: this.slot,
      numberId: this.numberId,
      bySecret: secrets.map((secret) => this.underSecret(secret, who)),
      decoy: random.oneIn(12),
      sendAttempt: random.one([undefined, 1, 2, 3, 4, 5]),
      limits: random.one([[], limits, limits]),
      claim: random.bytes(4),
      claimLifetimeMs: random.one([0, minute / 4, minute / 2, minute]),
      openedBy: [],
      ...(random.oneIn(3) ? {} : { receipt: random.bytes(12) }),
      now,
      ...rules,
    };
  }

  private underSecret(secret: string, who: string): OpenSession['bySecret'][number] {
    const nonce = this.random.bytes(4);
    const code = { nonce, mac: macOf(secret, nonce) };
    const address = digest(`address under ${secret}`, 8);
    return { sessionId: this.sessionId(secret, who), generation: this.random.bytes(4), code, address };
  }

  private settle({ request, outcome }: Opening, caller: CrowdCaller): SettleMessage {
    const { claim, limits: counted, now: openedAt } = request;
    const result = this.random.one(['sent', 'sent', 'sent', 'unknown', 'failed', 'rejected'] as const);
    const sessionId = request.bySecret[outcome.secretIndex]?.sessionId ?? '';
    const refund = counted.length > 0 && this.random.oneIn(2);
    const kept = this.random.oneIn(2) ? { sentMessage: this.random.bytes(20) } : {};
    return { ...this.number(caller), sessionId, claim, result, refund, openedAt, ...kept };
  }

  private message({ request, outcome }: Opening, { now }: CrowdCaller) {
    const { claim, slot } = request;
    const { secretIndex, generation } = outcome;
    return { slot, sessionId: request.bySecret[secretIndex]?.sessionId ?? '', generation, claim, now };
  }

  private submit({ who, outcome }: Opening, { secrets, now }: CrowdCaller): SubmitCode {
    const { generation, nonce } = outcome;
    const code = this.random.oneIn(3) ? 'a guess' : nonce;
    const bySecret = secrets.map((secret) => ({
      sessionId: this.sessionId(secret, who),
      mac: macOf(secret, code),
    }));
    return { slot: this.slot, bySecret, generation, now, ...rules };
  }

  private read({ who, outcome }: Opening, { secrets, now }: CrowdCaller): ReadSession {
    const sessionIds = secrets.map((secret) => this.sessionId(secret, who));
    const { wrongCodesAllowed } = rules;
    return { slot: this.slot, sessionIds, generation: outcome.generation, now, wrongCodesAllowed };
  }

  private refund(): SessionCall | undefined {
    const spentAt = this.spendings.at(-1);
    return spentAt === undefined ? undefined : { to: 'refund', request: { id: this.allowance, spentAt } };
  }

  private forget(caller: CrowdCaller): SessionCall {
    return { to: this.random.one(['forget', 'release'] as const), request: this.number(caller) };
  }

  private number({ now }: CrowdCaller): ForgetNumber {
    return { slot: this.slot, numberId: this.numberId, now };
  }

  private get allowance(): string {
    return `${this.numberId.slice(0, 8)}${digest('allowance', 6)}`;
  }

  private sessionId(secret: string, who: string): string {
    return `${this.numberId.slice(0, 8)}${digest(`${who} under ${secret}`, 6)}`;
  }

  private isSessionOf(who: string, sessionId: string): boolean {
    return allSecrets.some((secret) => this.sessionId(secret, who) === sessionId);
  }
}

/** The names of all secrets that callers may know. */
export const allSecrets: readonly string[] = ['third', 'second', 'first'];

function macOf(secret: string, code: string): string {
  return digest(`${code} under ${secret}`, 6);
}

function digest(text: string, bytes: number): string {
  return createHash('sha256').update(text).digest().subarray(0, bytes).toString('base64url');
}

function isOpened(answer: unknown): answer is OpenedSession {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'opened';
}
