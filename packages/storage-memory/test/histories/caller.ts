import type { MessageLimit, OpenOutcome, OpenSession } from '@threepid/core';
import { minute } from '../requests.js';
import type { Call } from './call.js';
import type { Random } from './random.js';

/** Short ones, so that a history of a few minutes meets the ends of all of them. */
const rules = { sessionLifetimeMs: 4 * minute, codeLifetimeMs: minute, wrongCodesAllowed: 3 };
const limitsOfNumber: readonly MessageLimit[] = [{ messages: 2, windowMs: 2 * minute }];
const limitsOfAllowance: readonly MessageLimit[] = [{ messages: 1, windowMs: minute }];
const allowance = 'the allowance';
const slot = '..';
const numberId = 'the number';

/** An answered opening, by which codes are submitted and messages settled. */
interface Opening {
  readonly request: OpenSession;
  readonly outcome: Extract<OpenOutcome, { kind: 'opened' }>;
}

/** Makes random calls that are of consequence for each other: two client secrets of one number, and one allowance. */
export class Caller {
  private readonly openings: Opening[] = [];
  private readonly spendings: number[] = [];
  private made = 0;

  constructor(private readonly random: Random) {}

  /** A call of a client that knows these secrets, newest first; undefined if there is nothing to call for yet. */
  call(secrets: readonly string[], now: number): Call | undefined {
    const lot = this.random.below(20);
    if (lot < 5) return { to: 'open', request: this.open(secrets, now) };
    if (lot < 8) return this.settle(now);
    if (lot < 10) return this.outcomeOf(now);
    if (lot < 14) return this.submit(secrets, now);
    if (lot < 17) return this.read(secrets, now);
    if (lot < 19) return { to: 'spend', request: { id: allowance, limits: limitsOfAllowance, now } };
    return this.refund();
  }

  /** Learns what a call was answered. */
  learn(call: Call, answer: unknown): void {
    if (call.to === 'open' && isOpened(answer))
      this.openings.push({ request: call.request, outcome: answer });
    if (call.to === 'spend') this.spendings.push(call.request.now);
  }

  private open(secrets: readonly string[], now: number): OpenSession {
    const who = this.random.one(['alice', 'bob']);
    this.made += 1;
    const made = String(this.made);
    return {
      slot,
      numberId,
      bySecret: secrets.map((secret) => ({
        sessionId: sessionIdOf(secret, who),
        generation: `generation ${made}`,
        code: { nonce: made, mac: macOf(secret, made) },
        address: `sealed under ${secret}`,
      })),
      decoy: this.random.below(10) === 0,
      sendAttempt: this.random.one([undefined, 1, 2, 3, 4, 5]),
      limits: this.random.one([[], limitsOfNumber]),
      claim: `claim ${made}`,
      claimLifetimeMs: this.random.one([0, minute / 4, minute / 2]),
      openedBy: [],
      ...(this.random.below(3) === 0 ? {} : { receipt: `receipt ${made}` }),
      now,
      ...rules,
    };
  }

  private settle(now: number): Call | undefined {
    const opening = this.opening();
    if (opening === undefined) return undefined;
    const { claim, now: openedAt } = opening.request;
    const result = this.random.one(['sent', 'sent', 'unknown', 'failed', 'rejected'] as const);
    const refund = this.random.below(2) === 0;
    const sessionId = sessionIdAnswered(opening);
    return { to: 'settle', request: { slot, sessionId, numberId, claim, result, refund, openedAt, now } };
  }

  private outcomeOf(now: number): Call | undefined {
    const opening = this.opening();
    if (opening === undefined) return undefined;
    const { claim } = opening.request;
    return { to: 'outcomeOf', request: { slot, sessionId: sessionIdAnswered(opening), claim, now } };
  }

  private submit(secrets: readonly string[], now: number): Call | undefined {
    const opening = this.opening();
    if (opening === undefined) return undefined;
    const { generation, nonce } = opening.outcome;
    const submitted = this.random.below(3) === 0 ? 'a guess' : nonce;
    const bySecret = secrets.map((secret) => ({
      sessionId: sessionIdOf(secret, whoOf(opening)),
      mac: macOf(secret, submitted),
    }));
    return { to: 'submit', request: { slot, bySecret, generation, now, ...rules } };
  }

  private read(secrets: readonly string[], now: number): Call | undefined {
    const opening = this.opening();
    if (opening === undefined) return undefined;
    const { generation } = opening.outcome;
    const sessionIds = secrets.map((secret) => sessionIdOf(secret, whoOf(opening)));
    const to = this.random.below(5) === 0 ? 'consume' : 'read';
    return { to, request: { slot, sessionIds, generation, now, wrongCodesAllowed: rules.wrongCodesAllowed } };
  }

  private refund(): Call | undefined {
    const spentAt = this.spendings.at(-1);
    return spentAt === undefined ? undefined : { to: 'refund', request: { id: allowance, spentAt } };
  }

  /** Mostly the last: what came before it answers little. */
  private opening(): Opening | undefined {
    return this.openings.at(this.random.one([-1, -1, -1, -2, -3]));
  }
}

function sessionIdOf(secret: string, who: string): string {
  return `${who} under ${secret}`;
}

function macOf(secret: string, code: string): string {
  return `${code} under ${secret}`;
}

function sessionIdAnswered({ request, outcome }: Opening): string {
  return request.bySecret[outcome.secretIndex]?.sessionId ?? '';
}

function whoOf(opening: Opening): string {
  return sessionIdAnswered(opening).split(' ')[0] ?? '';
}

function isOpened(answer: unknown): answer is Opening['outcome'] {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'opened';
}
