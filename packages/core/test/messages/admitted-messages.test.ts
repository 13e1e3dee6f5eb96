import {
  StorageUnavailableError,
  type Challenge,
  type ReserveMessage,
  type ReserveOutcome,
  type SendPolicy,
  type SessionStorage,
  type SpendingStorage,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage, MemorySpendingStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Riddle, SuspiciousPolicy } from '../challenges/riddle.js';
import {
  createFramework,
  errcodeOf,
  hold,
  noAddressLimits,
  sentenceOf,
  type TestFramework,
} from '../framework.js';

const prices = { default: 0.04 };
const budgets = { countries: { GB: { day: 0.08 } } };
const unlimited = { ...noAddressLimits, perNumber: [] };

const call = { clientSecret: 'monkeys_are_GREAT', country: 'GB', phoneNumber: '07400123456' };

function ask({ threepid }: TestFramework, change: object = {}): Promise<string> {
  return errcodeOf(threepid.requestToken({ ...call, ...change }));
}

const spentToday = async ({ threepid }: TestFramework) => (await threepid.guard.spent()).today;

/** Counts as the memory does, and notes what it is asked. */
class NotedSpending extends MemorySpendingStorage {
  readonly asked: string[] = [];
  /** What `reserve` does from now on instead. */
  instead: (() => ReserveOutcome) | undefined;

  override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
    this.asked.push('reserve');
    return this.instead?.() ?? super.reserve(request);
  }

  override async release(request: ReserveMessage): Promise<void> {
    this.asked.push('release');
    return super.release(request);
  }
}

/** Answers all calls that wait in one round, as one round trip to a server does, and counts the rounds. */
class Rounds {
  count = 0;
  private waiting: (() => void)[] = [];

  over<Port extends object>(port: Port, withoutProperty?: keyof Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        if (name === withoutProperty) return undefined;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? this.delayed(value.bind(target) as Method) : value;
      },
    });
  }

  async until(call: Promise<unknown>): Promise<void> {
    const state = { isOver: false };
    void call.finally(() => (state.isOver = true));
    while (!state.isOver) {
      await nextTurn();
      const waiting = this.waiting.splice(0);
      if (waiting.length > 0) this.count += 1;
      for (const goOn of waiting) goOn();
    }
  }

  private delayed(method: Method): Method {
    return async (...args) => {
      await new Promise<void>((goOn) => this.waiting.push(goOn));
      return method(...args);
    };
  }
}

type Method = (...args: readonly unknown[]) => unknown;

describe('the money of a message that the policy refuses', () => {
  for (const [what, verdict] of [
    ['delays', { kind: 'delay', retryAfterMs: 1_000 }],
    ['refuses', { kind: 'refuse', reason: 'no' }],
    ['wants a proof for', { kind: 'challenge', retryAfterMs: 1_000 }],
  ] as const)
    it(`isn't asked for: it ${what} the message`, async () => {
      for (const guard of [{ prices }, { prices, budgets }]) {
        const spending = new NotedSpending();
        const sendPolicy: SendPolicy = { judge: () => verdict };
        const framework = createFramework({
          sendPolicy,
          challenge: new Riddle(),
          guard: { ...guard, spending },
        });
        for (const challengeAnswer of [undefined, 'bogus'])
          expect(await ask(framework, { challengeAnswer })).to.match(/^M_/);
        expect(spending.asked).to.deep.equal([]);
      }
    });

  it("isn't held while an answer is checked: 500 that prove nothing leave the budget to others", async () => {
    const held = hold<undefined>();
    const challenge: Challenge = {
      name: 'slow',
      make: () => ({ type: 'slow' }),
      check: () => held.promise.then(() => ({ kind: 'unsolved', reason: 'bogus' })),
    };
    const policy = new SuspiciousPolicy();
    const limits = unlimited;
    const framework = createFramework({ sendPolicy: policy, challenge, limits, guard: { prices, budgets } });
    const flood = Array.from({ length: 500 }, (_, index) =>
      ask(framework, { clientSecret: `bogus${String(index)}`, challengeAnswer: 'bogus' }),
    );
    await nextTurn();
    expect(policy.asked).to.have.lengthOf(500);
    expect(await spentToday(framework)).to.include({ messages: 0 });
    policy.whenNot = { kind: 'allow' };
    for (let count = 0; count < 2; count += 1) expect(await ask(framework)).to.equal('none');
    held.resolve(undefined);
    for (const answer of await Promise.all(flood)) expect(answer).to.equal('M_LIMIT_EXCEEDED');
    expect(await spentToday(framework)).to.include({ messages: 2 });
  });
});

describe('the money of a message that the policy allows', () => {
  const learned: string[] = [];
  const sendPolicy: SendPolicy = {
    judge: () => ({ kind: 'allow', receipt: 'cmVjZWlwdA' }),
    learn: ({ kind }) => void learned.push(kind),
  };
  const create = (options: Partial<ThreepidOptions>) =>
    createFramework({ sendPolicy, limits: unlimited, ...options });
  beforeEach(() => learned.splice(0));

  it('is waited for only if there is a budget for it: then one round trip', async () => {
    const roundsOf = async (guard: NonNullable<ThreepidOptions['guard']>, counts = true): Promise<number> => {
      const rounds = new Rounds();
      const storage: SessionStorage = rounds.over(
        new MemorySessionStorage(),
        counts ? undefined : 'spending',
      );
      const spending: SpendingStorage = rounds.over(new MemorySpendingStorage());
      const framework = create({ storage, guard: counts ? { ...guard, spending } : guard });
      await rounds.until(ask(framework));
      expect(framework.sms.messages).to.have.lengthOf(1);
      return rounds.count;
    };
    const without = await roundsOf({ prices }, false);
    expect(await roundsOf({ prices })).to.equal(without);
    expect(await roundsOf({ prices, budgets: { countries: { IE: { day: 1 } } } })).to.equal(without);
    expect(await roundsOf({ prices, budgets })).to.equal(without + 1);
    expect(await roundsOf({ prices, budgets: { month: 1 } })).to.equal(without + 1);
  });

  it('is short: the policy learns that nothing was sent, and no session is opened', async () => {
    const framework = create({ guard: { prices, budgets } });
    const answers = [];
    for (let count = 0; count < 3; count += 1)
      answers.push(await ask(framework, { clientSecret: `person${String(count)}` }));
    expect(answers).to.deep.equal(['none', 'none', 'M_LIMIT_EXCEEDED']);
    expect(learned).to.deep.equal(['unsent']);
    expect(framework.storage).to.have.nested.property('size.sessions', 2);
  });

  it('is never overspent, by 300 requests at once in two processes', async () => {
    const first = create({ guard: { prices, budgets: { day: 1.2 } } });
    const second = create({ guard: { prices, budgets: { day: 1.2 } }, storage: first.storage });
    const asking = Array.from({ length: 300 }, (_, index) =>
      ask(index % 2 === 0 ? first : second, { clientSecret: `person${String(index)}` }),
    );
    const answers = await Promise.all(asking);
    expect(answers.filter((answer) => answer === 'none')).to.have.lengthOf(30);
    expect(first.sms.messages.length + second.sms.messages.length).to.equal(30);
    expect(await spentToday(first)).to.include({ messages: 30 });
    expect(learned).to.have.lengthOf(270);
  });

  for (const [what, guard] of [
    ['without a budget', { prices }],
    ['with a budget', { prices, budgets: { day: 1 } }],
  ] as const) {
    it(`is counted once for equal calls of several processes: ${what}`, async () => {
      const first = create({ guard });
      const processes = [first, ...[1, 2, 3].map(() => create({ guard, storage: first.storage }))];
      const calls = processes.flatMap((each) => [1, 2, 3].map(() => ask(each, { sendAttempt: 1 })));
      for (const answer of await Promise.all(calls)) expect(answer).to.equal('none');
      const sent = processes.map(({ sms }) => sms.messages.length);
      expect(sent.reduce((sum, each) => sum + each, 0)).to.equal(1);
      expect(await spentToday(first)).to.include({ messages: 1, money: 0.04 });
    });

    it(`can't be counted: nothing is sent, and the same call sends later: ${what}`, async () => {
      const spending = new NotedSpending();
      const limits = { ...noAddressLimits, perNumber: [{ messages: 1, windowMs: 60_000 }] };
      const framework = create({ limits, guard: { ...guard, spending } });
      spending.instead = () => {
        throw new StorageUnavailableError('down');
      };
      for (let count = 0; count < 3; count += 1)
        expect(await ask(framework, { sendAttempt: 1 })).to.include('StorageUnavailableError');
      expect(learned).to.deep.equal(['unsent', 'unsent', 'unsent']);
      expect(framework.sms.messages).to.deep.equal([]);
      spending.instead = undefined;
      expect(await ask(framework, { sendAttempt: 1 })).to.equal('none');
      expect(framework.sms.messages).to.have.lengthOf(1);
      expect(await spentToday(framework)).to.include({ messages: 1 });
    });

    it(`is short for a storage, whatever the budgets are: nothing is sent: ${what}`, async () => {
      const spending = new NotedSpending();
      const framework = create({ guard: { ...guard, spending } });
      spending.instead = () => ({ kind: 'short', budget: 'total.day' });
      expect(await sentenceOf(framework.threepid.requestToken(call))).to.equal(
        'Too many messages; try again later',
      );
      expect(framework.sms.messages).to.deep.equal([]);
      expect(learned).to.deep.equal(['unsent']);
    });
  }
});
