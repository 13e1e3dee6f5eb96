import type { ThreepidOptions } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { Riddle } from '../challenges/riddle.js';
import { createFramework, errcodeOf, hostPolicy, noAddressLimits, type TestFramework } from '../framework.js';

const minute = 60_000;
const hour = 60 * minute;
const number = '+447400123456';
const clientAddress = '203.0.113.7';
const guarded: Partial<ThreepidOptions> = { limits: noAddressLimits, guard: {} };

let asked = 0;

function ask({ threepid }: TestFramework, phoneNumber = number) {
  asked += 1;
  const clientSecret = `secret${String(asked)}`;
  return errcodeOf(threepid.requestToken({ clientSecret, country: '', phoneNumber, clientAddress }));
}

describe('what an operator is told about a number', () => {
  it('is every limit and balance that its message meets, and changes none', async () => {
    const framework = createFramework(guarded);
    for (let count = 0; count < 2; count += 1) await ask(framework);
    framework.clock.advance(hour);
    const { guard, numberLimits, clientLimits, money, ...others } = await framework.threepid.operator.why(
      number,
      { clientAddress },
    );
    expect(others).to.deep.equal({
      decision: { kind: 'allow' },
      country: 'GB',
      numberType: 'mobile',
      testNumber: undefined,
      block: undefined,
    });
    expect(numberLimits).to.deep.equal([
      { messages: 5, windowMs: 10 * minute, counted: 0, retryAfterMs: 0 },
      { messages: 20, windowMs: 24 * hour, counted: 2, retryAfterMs: 0 },
    ]);
    expect(clientLimits).to.deep.equal([]);
    expect(money).to.deep.equal({ price: 0.06, budgets: [] });
    expect(guard).to.include({ mode: 'enforce', refusal: undefined });
    expect(guard?.balances).to.deep.include({ group: 'pair', messages: 1.04, cap: 5, retryAfterMs: 0 });
    expect(guard?.balances).to.deep.include({
      group: 'country',
      lane: 'nobody',
      messages: 18.5,
      cap: 100,
      retryAfterMs: 0,
    });
    expect(guard?.balances.map(({ group }) => group)).to.include.members([
      'block',
      'network',
      'all',
      'share',
    ]);
    expect(await framework.threepid.operator.why(number, { clientAddress })).to.deep.equal({
      guard,
      numberLimits,
      clientLimits,
      money,
      ...others,
    });
    await ask(framework);
    const { decision, guard: after } = await framework.threepid.operator.why(number, { clientAddress });
    expect(decision).to.deep.equal({ kind: 'delay', rule: 'guard.pair', retryAfterMs: 24 * hour });
    expect(after?.refusal).to.deep.equal({ rule: 'guard.pair', retryAfterMs: 24 * hour, canProve: false });
    expect(after?.balances).to.deep.include({
      group: 'pair',
      messages: 0.04,
      cap: 5,
      retryAfterMs: 24 * hour,
    });
    expect((await framework.threepid.operator.why(number)).decision).to.deep.equal({ kind: 'allow' });
  });

  it('is its block, and that nothing can be sent to it', async () => {
    const { threepid, clock } = createFramework(guarded);
    await threepid.operator.block({ prefix: '4474', by: 'ada', reason: 'pumped' });
    const { decision, block } = await threepid.operator.why(number);
    expect(decision).to.deep.equal({ kind: 'refuse', rule: 'blocked' });
    expect(block).to.deep.equal({
      prefix: '4474',
      since: clock.now(),
      until: undefined,
      by: 'ada',
      reason: 'pumped',
    });
    expect((await threepid.operator.why('+442071838750')).decision).to.deep.equal({
      kind: 'refuse',
      rule: 'destination.type',
    });
    expect((await threepid.operator.why('+447700')).decision).to.deep.equal({
      kind: 'refuse',
      rule: 'number',
    });
  });

  it('asks no policy of the host, which might count it, and no policy for a test number', async () => {
    const testNumbers = [{ number, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const framework = createFramework({
      ...hostPolicy,
      testNumbers,
      limits: { perNumber: [{ messages: 1, windowMs: hour }] },
    });
    await framework.threepid.operator.block({ country: 'GB', by: 'ada' });
    expect(await framework.threepid.operator.why(number)).to.include({
      testNumber: 'configured',
      guard: undefined,
    });
    expect((await framework.threepid.operator.why(number)).decision).to.deep.equal({ kind: 'allow' });
    expect(await ask(framework)).to.equal('none');
    expect((await framework.threepid.operator.why(number)).decision).to.deep.equal({
      kind: 'delay',
      rule: 'limit.number',
      retryAfterMs: hour,
    });
    expect(await ask(framework)).to.equal('M_LIMIT_EXCEEDED');
  });

  it('is its block by the time of the question', async () => {
    const storage = new MemorySessionStorage();
    const asked: unknown[] = [];
    const list = storage.blocks.list.bind(storage.blocks);
    storage.blocks.list = (request) => {
      asked.push(request);
      return list(request);
    };
    const { threepid, clock } = createFramework({ ...guarded, storage });
    clock.advance(hour);
    await threepid.operator.why(number);
    expect(asked.at(-1)).to.deep.equal({ now: clock.now() });
  });

  it('is the narrowest block that it is under', async () => {
    const { threepid } = createFramework(guarded);
    await threepid.operator.block({ country: 'GB', by: 'ada' });
    for (const prefix of ['4474', '44740']) await threepid.operator.block({ prefix, by: 'ada' });
    expect((await threepid.operator.why(number)).block).to.include({ prefix: '44740' });
    expect((await threepid.operator.why('+447500123456')).block).to.include({ country: 'GB' });
  });

  it('is the budget that does not hold the price of its message, and when it does', async () => {
    const prices = { default: 0.06, GB: 0.06 };
    for (const [budgets, rule, end] of [
      [{ day: 0.1 }, 'budget.total.day', Date.UTC(2026, 0, 2)],
      [{ month: 0.1 }, 'budget.total.month', Date.UTC(2026, 1, 1)],
      [{ countries: { GB: { month: 0.1 } } }, 'budget.country.month', Date.UTC(2026, 1, 1)],
    ] as const) {
      const framework = createFramework({ guard: { mode: 'off', prices, budgets } });
      expect((await framework.threepid.operator.why(number)).decision).to.deep.equal({ kind: 'allow' });
      await ask(framework);
      const retryAfterMs = end - framework.clock.now();
      const { decision } = await framework.threepid.operator.why(number);
      expect(decision).to.deep.equal({ kind: 'delay', rule, retryAfterMs });
      expect(await ask(framework)).to.equal('M_LIMIT_EXCEEDED');
    }
  });

  it('is what was spent in all countries, and nothing is left once the next message would exceed it', async () => {
    const guard = { mode: 'off', prices: { default: 0.05 }, budgets: { day: 0.15 } } as const;
    const framework = createFramework({ guard, limits: noAddressLimits });
    const budgetsOf = async () => (await framework.threepid.operator.why(number)).money.budgets;
    await ask(framework, '+4915123456789');
    await ask(framework);
    const budget = { budget: 'total.day', limit: 0.15 };
    expect(await budgetsOf()).to.deep.equal([{ ...budget, spent: 0.1, retryAfterMs: 0 }]);
    await ask(framework, '+33612345678');
    expect(await budgetsOf()).to.deep.equal([{ ...budget, spent: 0.15, retryAfterMs: 24 * hour }]);
  });

  it('is a challenge only if there is one to solve', async () => {
    for (const challenge of [undefined, new Riddle()]) {
      const framework = createFramework({ ...guarded, ...(challenge && { challenge }) });
      const numbers = Array.from({ length: 30 }, (_, index) => `+336${String(index + 10)}345678`);
      for (const each of numbers) await ask(framework, each);
      const { decision, guard } = await framework.threepid.operator.why('+33699345678', { clientAddress });
      const kind = challenge === undefined ? 'delay' : 'challenge';
      expect(decision).to.include({ kind, rule: 'guard.address' });
      expect(guard?.refusal?.canProve).to.equal(challenge !== undefined);
    }
  });

  it('is the same wait by a clock that is behind, as a request is told', async () => {
    const framework = createFramework(guarded);
    for (let count = 0; count < 3; count += 1) await ask(framework);
    framework.clock.advance(-minute);
    const { decision } = await framework.threepid.operator.why(number, { clientAddress });
    expect(decision).to.include({ rule: 'guard.pair', retryAfterMs: 25 * hour + minute });
    const { guard } = await framework.threepid.operator.why(number, { clientAddress });
    const waits = guard?.balances.filter(({ group }) => group !== 'pair').map((one) => one.retryAfterMs);
    expect(new Set(waits), 'of those that have enough').to.deep.equal(new Set([0]));
  });

  it('is no limit of a number and an address for a configured test number, which has none', async () => {
    const testNumbers = [{ number, code: '123456', until: Date.UTC(2030, 0, 1) }];
    const limits = { perNumberAndAddress: [{ messages: 1, windowMs: hour }] };
    for (const [options, count] of [[{ testNumbers }, 0] as const, [{}, 1] as const]) {
      const { threepid } = createFramework({ ...options, limits: { ...noAddressLimits, ...limits } });
      expect((await threepid.operator.why(number, { clientAddress })).clientLimits).to.have.lengthOf(count);
    }
  });

  it('is what each limit of the address counts, where they judge it instead of the guard', async () => {
    const framework = createFramework(hostPolicy);
    for (let count = 0; count < 3; count += 1) await ask(framework);
    framework.clock.advance(10 * minute);
    const limitsOf = async () =>
      (await framework.threepid.operator.why(number, { clientAddress })).clientLimits;
    const rule = 'limit.client';
    expect(await limitsOf()).to.deep.equal([
      { messages: 20, windowMs: hour, counted: 3, retryAfterMs: 0, rule },
      { messages: 3, windowMs: 10 * minute, counted: 0, retryAfterMs: 0, rule },
      { messages: 4, windowMs: 24 * hour, counted: 3, retryAfterMs: 0, rule },
    ]);
    await ask(framework);
    expect((await limitsOf()).map(({ counted, retryAfterMs }) => [counted, retryAfterMs])).to.deep.equal([
      [4, 0],
      [1, 0],
      [4, 24 * hour - 10 * minute],
    ]);
  });

  it('is the limit of its client, the one that lasts longest', async () => {
    const limits = { ...noAddressLimits, perAddress: [{ messages: 1, windowMs: hour }] };
    const framework = createFramework({ ...hostPolicy, limits });
    await ask(framework);
    const { decision } = await framework.threepid.operator.why(number, { clientAddress });
    expect(decision).to.deep.equal({ kind: 'delay', rule: 'limit.client', retryAfterMs: hour });
  });

  it('is the limit that lasts longest, whatever the order is', async () => {
    const [short, long] = [
      { messages: 1, windowMs: hour },
      { messages: 1, windowMs: 24 * hour },
    ];
    for (const perNumber of [
      [short, long],
      [long, short],
    ]) {
      const framework = createFramework({ limits: { ...noAddressLimits, perNumber } });
      await ask(framework);
      const { decision } = await framework.threepid.operator.why(number);
      expect(decision).to.deep.equal({ kind: 'delay', rule: 'limit.number', retryAfterMs: 24 * hour });
    }
  });

  it('is that a fictional number gets messages, although it is no valid one', async () => {
    const { threepid } = createFramework({ ...guarded, production: false });
    const { decision, testNumber } = await threepid.operator.why('+447700900001');
    expect([decision, testNumber]).to.deep.equal([{ kind: 'allow' }, 'fiction']);
  });

  it('is neither limit nor block where there are none', async () => {
    const storage = new MemorySessionStorage();
    Object.defineProperty(storage, 'blocks', { value: undefined });
    storage.messageTimes = () => Promise.reject(new Error('nobody needs to know'));
    const framework = createFramework({ storage, limits: false });
    await ask(framework);
    const told = await framework.threepid.operator.why(number, { clientAddress });
    expect(told).to.deep.include({
      decision: { kind: 'allow' },
      block: undefined,
      numberLimits: [],
      clientLimits: [],
    });
  });

  it('must be an international number', async () => {
    const { threepid } = createFramework();
    for (const given of ['07400123456', '', 'x'])
      expect(await errcodeOf(threepid.operator.why(given)), given).to.equal('M_INVALID_PARAM');
  });
});

describe('a released number', () => {
  it('gets messages again, and its sessions stay', async () => {
    const framework = createFramework({ ...guarded, storage: new MemorySessionStorage() });
    const { threepid, log } = framework;
    for (let count = 0; count < 2; count += 1) await ask(framework);
    const request = { clientSecret: 'kept', country: '', phoneNumber: number, clientAddress };
    const { sid } = await threepid.requestToken(request);
    expect(await ask(framework)).to.equal('M_LIMIT_EXCEEDED');
    await threepid.operator.release(number, { by: 'ada', reason: 'ticket 7' });
    expect(await ask(framework)).to.equal('none');
    const submit = { sid, clientSecret: 'kept', token: codeOf(framework, 2) };
    expect(await errcodeOf(threepid.submitToken(submit))).to.equal('none');
    const audits = log.filter(({ message }) => message === 'operator');
    expect(audits.map(({ level, fields }) => [level, fields])).to.deep.equal([
      ['info', { by: 'ada', action: 'release', target: '+44********56', reason: 'ticket 7' }],
    ]);
  });

  it('may be one of which nothing is stored; but it must be a number, released by somebody', async () => {
    const { threepid, log } = createFramework();
    expect(await errcodeOf(threepid.operator.release(number, { by: 'ada' }))).to.equal('none');
    expect(await errcodeOf(threepid.operator.release('07400123456', { by: 'ada' }))).to.equal(
      'M_INVALID_PARAM',
    );
    expect(await errcodeOf(threepid.operator.release(number, { by: '' }))).to.equal('M_INVALID_PARAM');
    expect(log.filter(({ message }) => message === 'operator')).to.have.lengthOf(1);
  });
});

function codeOf({ sms }: TestFramework, place: number): string {
  return /\b[0-9]{6}\b/.exec(sms.messages[place]?.text ?? '')?.[0] ?? '';
}
