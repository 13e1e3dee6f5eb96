import {
  defaultSessionRules,
  type MessageLimit,
  type MessageResult,
  type OpenedSession,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { Claimant, CountedNumber, isClaimed } from './claimant.js';
import type { Suite } from './suite.js';
import { hour, second, t0 } from '../runner/times.js';

const { wrongCodesAllowed } = defaultSessionRules;
const results: readonly MessageResult[] = ['sent', 'unknown', 'failed', 'failed', 'failed', 'rejected'];
const limits: readonly MessageLimit[] = [{ messages: 5, windowMs: hour }];

/** One call of somebody who guesses: it asks for a message, guesses before and after it is known what became of it. */
interface Attack {
  readonly who: number;
  readonly attempt: number | undefined;
  readonly result: MessageResult;
  readonly early: boolean;
}

const attack: fc.Arbitrary<Attack> = fc.record({
  who: fc.nat({ max: 1 }),
  attempt: fc.constantFrom(undefined, 1, 1, 2, 3),
  result: fc.constantFrom(...results),
  early: fc.boolean(),
});

export function judgedGuesses(suite: Suite): void {
  suite.describe('guesses at codes whose messages fail', () => {
    failing(suite);
    anyCalls(suite);
  });
}

function failing({ it, storage }: Suite): void {
  it('judges no guess in 100 calls whose messages all fail', async () => {
    const attacked = new AttackedNumber(storage);
    for (let call = 0; call < 100; call += 1) {
      await attacked.take({ who: call % 2, attempt: 1, result: 'failed', early: call % 3 === 0 });
    }
    expect(attacked.judged).to.equal(0);
    expect(attacked.counted).to.equal(0);
  });

  it('judges 5 guesses in 50 calls whose messages fail, after one that was sent', async () => {
    const attacked = new AttackedNumber(storage);
    await attacked.take({ who: 0, attempt: 1, result: 'sent', early: false });
    for (let call = 0; call < 50; call += 1) {
      await attacked.take({ who: 0, attempt: 2, result: 'failed', early: true });
    }
    expect(attacked.judged).to.equal(wrongCodesAllowed);
  });
}

function anyCalls({ it, storage }: Suite): void {
  it('judges at most 5 guesses for each message that stays in the count', async () => {
    const calls = fc.array(attack, { minLength: 1, maxLength: 30, size: 'max' });
    const property = fc.asyncProperty(calls, async (attacks) => {
      const attacked = new AttackedNumber(storage);
      for (const next of attacks) await attacked.take(next);
      expect(attacked.judged).to.be.at.most(wrongCodesAllowed * attacked.counted);
    });
    await fc.assert(property, { numRuns: 20 });
  });
}

/** A number whose codes an attacker guesses with two client secrets. Guesses go to every session so far. */
class AttackedNumber {
  judged = 0;
  /** Number of messages in the number's count. */
  counted = 0;
  private now = t0;
  private readonly claimants: readonly Claimant[];
  private readonly sessions: { readonly claimant: Claimant; readonly opened: OpenedSession }[] = [];

  constructor(storage: Suite['storage']) {
    const number = new CountedNumber();
    this.claimants = [new Claimant(storage(), number), new Claimant(storage(), number)];
  }

  async take({ who, attempt, result, early }: Attack): Promise<void> {
    this.now += second;
    const claimant = this.claimants[who];
    const outcome = await claimant?.ask(this.now, { attempt, limits });
    if (claimant === undefined || outcome?.kind !== 'opened') return;
    this.sessions.push({ claimant, opened: outcome });
    if (early) await this.guess();
    if (isClaimed(outcome)) await this.settle(claimant, outcome, result);
    await this.guess();
  }

  private async settle(claimant: Claimant, opened: OpenedSession, result: MessageResult): Promise<void> {
    await claimant.settle(opened, result, { now: this.now });
    if (result === 'sent' || result === 'unknown') this.counted += 1;
  }

  private async guess(): Promise<void> {
    for (const { claimant, opened } of this.sessions.slice(-3)) {
      for (let guesses = 0; guesses <= wrongCodesAllowed; guesses += 1) {
        const { kind } = await claimant.guess(this.now, opened);
        if (kind === 'incorrect') this.judged += 1;
      }
    }
  }
}
