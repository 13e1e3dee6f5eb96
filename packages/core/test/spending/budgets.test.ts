import {
  createThreepid,
  MatrixError,
  StorageUnavailableError,
  type SpendingStorage,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage, MemorySpendingStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  createFramework,
  errcodeOf,
  hold,
  hostPolicy,
  noAddressLimits,
  RecordingSmsSender,
  type TestFramework,
  storageWith,
} from '../framework.js';

const hour = 3_600_000;
const day = 24 * hour;
const unlimited = { limits: { ...noAddressLimits, perNumber: [] } };
const prices = { default: 0.04 };

function budgeted(options: Partial<ThreepidOptions> = {}): TestFramework {
  return createFramework({ ...unlimited, ...options, guard: { mode: 'off', prices, ...options.guard } });
}

function ask({ threepid }: TestFramework, change: object = {}) {
  return threepid.requestToken({
    clientSecret: 'monkeys_are_GREAT',
    country: 'GB',
    phoneNumber: '07400123456',
    clientAddress: '203.0.113.7',
    ...change,
  });
}

/** Counts as the memory does, unless it is told to fail. */
class FailingSpending extends MemorySpendingStorage {
  fails = false;

  override async reserve(...request: Parameters<SpendingStorage['reserve']>) {
    if (this.fails) throw new StorageUnavailableError('down');
    return super.reserve(...request);
  }
}

const spentToday = async ({ threepid }: TestFramework) => (await threepid.guard.spent()).today;

describe('what messages cost', () => {
  it('is counted by country, today and in this month, without any option', async () => {
    const framework = createFramework({ limits: noAddressLimits });
    await ask(framework);
    await ask(framework, { country: 'US', phoneNumber: '2015550123' }).catch(() => undefined);
    framework.clock.advance(day);
    await ask(framework, { clientSecret: 'another' });
    expect(await framework.threepid.guard.spent()).to.deep.include({
      today: { money: 0.06, messages: 1, countries: { GB: { money: 0.06, messages: 1 } } },
    });
    const { month } = await framework.threepid.guard.spent();
    expect(month.countries['GB']).to.deep.equal({ money: 0.12, messages: 2 });
    framework.clock.advance(31 * day);
    expect(await spentToday(framework)).to.deep.equal({ money: 0, messages: 0, countries: {} });
  });

  it('is exact', async () => {
    const framework = budgeted({ guard: { prices: { GB: 0.1 } } });
    for (let count = 0; count < 3; count += 1) await ask(framework);
    expect((await spentToday(framework)).money).to.equal(0.3);
  });

  it('is that of the channel, so that nobody gets more out of a budget by asking for calls', async () => {
    const channels = { voice: new RecordingSmsSender() };
    const framework = budgeted({
      channels,
      guard: { prices: { GB: 0.1, 'voice.default': 0.4 }, budgets: { countries: { GB: { day: 1 } } } },
    });
    expect(await errcodeOf(ask(framework, { channel: 'voice' }))).to.equal('none');
    expect(await errcodeOf(ask(framework, { channel: 'voice' }))).to.equal('none');
    expect(await errcodeOf(ask(framework, { channel: 'voice' }))).to.equal('M_LIMIT_EXCEEDED');
    expect(await errcodeOf(ask(framework))).to.equal('none');
    expect((await spentToday(framework)).money).to.equal(0.9);
  });

  it('is counted once for equal calls', async () => {
    const framework = budgeted();
    const held = hold<undefined>();
    framework.sms.answer = async () => {
      await held.promise;
      return { kind: 'sent', messageId: 'id' };
    };
    const calls = Array.from({ length: 20 }, () => ask(framework, { sendAttempt: 1 }));
    held.resolve(undefined);
    await Promise.all(calls);
    await ask(framework, { sendAttempt: 1 });
    expect(framework.sms.messages).to.have.lengthOf(1);
    expect(await spentToday(framework)).to.include({ messages: 1, money: 0.04 });
  });

  it('is given back for what is certainly not sent, and for nothing else', async () => {
    const cause = new Error('a provider');
    for (const [answer, messages] of [
      [{ kind: 'refused', cause }, 0],
      [{ kind: 'unavailable', taken: 'no', cause }, 0],
      [{ kind: 'unavailable', taken: 'unknown', cause }, 1],
      [{ kind: 'rejected-destination', cause }, 1],
    ] as const) {
      const framework = budgeted();
      framework.sms.answer = () => Promise.resolve(answer);
      await errcodeOf(ask(framework));
      expect(await spentToday(framework), answer.kind).to.include({ messages });
    }
  });

  it('is given back if a limit of the number or the policy refuses', async () => {
    const limited = budgeted({
      limits: { ...noAddressLimits, perNumber: [{ messages: 1, windowMs: hour }] },
    });
    for (let count = 0; count < 3; count += 1) await errcodeOf(ask(limited));
    expect(await spentToday(limited)).to.include({ messages: 1 });
    for (const verdict of [
      { kind: 'delay', retryAfterMs: 1_000 },
      { kind: 'refuse', reason: 'no' },
    ] as const) {
      const refusing = budgeted({ sendPolicy: { judge: () => verdict } });
      expect(await errcodeOf(ask(refusing))).to.match(/^M_/);
      expect(await spentToday(refusing)).to.include({ messages: 0 });
    }
  });

  it('is nothing for test numbers', async () => {
    const framework = budgeted({ production: false });
    await ask(framework, { phoneNumber: '07700900001' });
    expect(framework.testSms.messages).to.have.lengthOf(1);
    expect(await spentToday(framework)).to.include({ messages: 0 });
  });

  it('can not be asked for if nothing counts it', async () => {
    const { threepid } = withoutSpending({});
    const error: unknown = await threepid.guard.spent().catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(TypeError)
      .with.property('message')
      .that.matches(/^threepid: /);
  });
});

/** A framework whose storage counts no money. */
function withoutSpending(options: Partial<ThreepidOptions>): TestFramework {
  return createFramework({ ...unlimited, ...options, storage: storageWith({ spending: undefined }) });
}

describe('a budget', () => {
  it('is a hard stop, whatever the mode of the guard is, and with a policy of the host', async () => {
    const budgets = { countries: { GB: { day: 0.08 } } };
    for (const options of [
      { guard: { mode: 'off', budgets } },
      { guard: { mode: 'monitor', budgets } },
      { guard: { mode: 'enforce', budgets } },
      { guard: { mode: 'off', budgets }, ...hostPolicy },
      { guard: { budgets }, limits: false },
    ] as const) {
      const framework = budgeted(options);
      for (let count = 0; count < 5; count += 1) await errcodeOf(ask(framework));
      expect(framework.sms.messages).to.have.lengthOf(2);
    }
  });

  it('is never overspent, by hundreds of requests at once', async () => {
    const framework = budgeted({ guard: { budgets: { day: 2, month: 1.2 } } });
    const asking = Array.from({ length: 300 }, (_, index) =>
      errcodeOf(ask(framework, { clientSecret: `person${String(index)}` })),
    );
    const results = await Promise.all(asking);
    expect(results.filter((errcode) => errcode === 'none')).to.have.lengthOf(30);
    expect(await spentToday(framework)).to.include({ messages: 30, money: 1.2 });
  });

  it('says when a message can be sent again: the day ends, or the month', async () => {
    for (const [budgets, ms] of [
      [{ day: 0.04 }, 22 * hour],
      [{ month: 0.04 }, 30 * day + 22 * hour],
      [{ day: 0.04, countries: { GB: { month: 0.04 } } }, 30 * day + 22 * hour],
    ] as const) {
      const framework = budgeted({ guard: { budgets } });
      // The test's clock begins at midnight on the first of January.
      framework.clock.advance(2 * hour);
      await ask(framework);
      const error: unknown = await ask(framework).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(MatrixError).with.property('errcode', 'M_LIMIT_EXCEEDED');
      expect(error).to.have.property('retryAfterMs', ms);
      framework.clock.advance(ms - 1);
      expect(await errcodeOf(ask(framework))).to.equal('M_LIMIT_EXCEEDED');
      framework.clock.advance(1);
      expect(await errcodeOf(ask(framework))).to.equal('none');
    }
  });

  it('costs the guard nothing that it refuses, and answers a repeated call', async () => {
    const budgets = { countries: { GB: { day: 0.04 } } };
    const framework = budgeted({ guard: { mode: 'enforce', budgets } });
    const first = await ask(framework, { sendAttempt: 1 });
    for (let count = 0; count < 10; count += 1)
      expect(await errcodeOf(ask(framework, { sendAttempt: 2 }))).to.equal('M_LIMIT_EXCEEDED');
    expect(await ask(framework, { sendAttempt: 1 })).to.deep.equal(first);
    framework.clock.advance(day);
    // Of the 3 messages of a pair, one was sent.
    expect(await errcodeOf(ask(framework, { sendAttempt: 2 }))).to.equal('none');
    framework.clock.advance(day);
    expect(await errcodeOf(ask(framework, { sendAttempt: 3 }))).to.equal('none');
    expect(framework.sms.messages).to.have.lengthOf(3);
  });

  it('of one country leaves the others alone', async () => {
    const framework = budgeted({ guard: { budgets: { countries: { GB: { day: 0.04 } } } } });
    await ask(framework);
    expect(await errcodeOf(ask(framework))).to.equal('M_LIMIT_EXCEEDED');
    const there = { country: 'IE', phoneNumber: '0851234567' };
    for (let count = 0; count < 3; count += 1) await ask(framework, there);
  });

  it('counts messages that only conceal whether a number has an account', async () => {
    const framework = budgeted({
      accountDirectory: {
        ownerOf: () => Promise.resolve('@user:example.org'),
        threePidsOf: () => Promise.resolve([]),
      },
      homeserver: { publicUrl: 'https://example.org', availability: 'concealed' },
      guard: { budgets: { day: 0.04 } },
    });
    const register = () =>
      framework.threepid.requestTokenForHomeserver({
        purpose: 'register',
        clientSecret: 'monkeys_are_GREAT',
        country: 'GB',
        phoneNumber: '07400123456',
        sendAttempt: 1 + framework.sms.messages.length,
      });
    await register();
    expect(framework.sms.messages[0]).to.include({ purpose: 'in-use' });
    expect(await errcodeOf(register())).to.equal('M_LIMIT_EXCEEDED');
  });

  it('is logged when it is used to 80 %, when it is used up, and when it stops a message', async () => {
    const framework = budgeted({ guard: { budgets: { day: 0.4, countries: { GB: { month: 0.6 } } } } });
    for (let count = 0; count < 11; count += 1) await errcodeOf(ask(framework));
    const lines = framework.log.filter(
      ({ level, message }) => level === 'warn' && message.includes('budget'),
    );
    expect(lines.map(({ fields, message }) => ({ ...fields, message }))).to.deep.equal([
      { budget: 'day', country: 'GB', percent: 80, message: 'a budget is used to 80 %' },
      { budget: 'day', country: 'GB', percent: 100, message: 'a budget is used to 100 %' },
      {
        budget: 'day',
        country: 'GB',
        retryAfterMs: day,
        message: 'no message sent: a budget is used up',
      },
    ]);
    framework.clock.advance(day);
    for (let count = 0; count < 2; count += 1) await ask(framework);
    expect(framework.log.at(-2)?.fields).to.deep.equal({ budget: 'GB.month', country: 'GB', percent: 80 });
  });

  it('sends nothing while its storage is down, in mode monitor too', async () => {
    for (const mode of ['off', 'monitor', 'enforce'] as const) {
      const spending = new FailingSpending();
      const framework = budgeted({ guard: { mode, spending, budgets: { day: 1 } } });
      spending.fails = true;
      const error: unknown = await ask(framework).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StorageUnavailableError);
      spending.fails = false;
      for (let count = 0; count < 3; count += 1) await ask(framework);
      expect(framework.sms.messages).to.have.lengthOf(3);
    }
  });

  it('needs a storage that counts; without budgets, nothing is counted and messages are sent', async () => {
    const framework = withoutSpending({});
    await ask(framework);
    expect(framework.sms.messages).to.have.lengthOf(1);
    expect(() => withoutSpending({ guard: { budgets: { day: 1 } } })).to.throw(
      TypeError,
      /guard\.budgets needs a storage/,
    );
    const given = withoutSpending({ guard: { spending: new MemorySpendingStorage(), budgets: { day: 1 } } });
    await ask(given);
    expect(await spentToday(given)).to.include({ messages: 1 });
  });

  it('is refused at the start if it is wrong', () => {
    const storage = new MemorySessionStorage();
    const create = (guard: object) => () =>
      createThreepid({
        secret: 'a secret for tests, of a good length',
        storage,
        sms: { name: 'none', send: () => Promise.resolve({ kind: 'sent', messageId: '' }) },
        guard,
      });
    for (const [guard, error] of [
      [{ budgets: { week: 1 } }, /guard\.budgets\.week is not an option/],
      [{ budgets: { day: '50' } }, /guard\.budgets\.day must be a number/],
      [{ budgets: { countries: { GB: 5 } } }, /guard\.budgets\.countries\.GB/],
      [{ budgets: { day: 0.01 } }, /guard\.budgets\.day is below the price/],
      [{ prices: { GB: '0.04' } }, /guard\.prices\.GB must be a number/],
      [{ prices: { XX: 1 } }, /'XX' .* is not a country/],
      [{ spending: {} }, /guard\.spending must be a SpendingStorage/],
    ] as const)
      expect(create(guard)).to.throw(TypeError, error);
  });
});
