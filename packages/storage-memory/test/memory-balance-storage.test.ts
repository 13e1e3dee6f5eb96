import { defaultGuardTerms, type ChargeRequest } from '@threepid/core';
import { MemoryBalanceStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 1);

/** A message whose groups are all new but for those of its country. */
function request(index: number, at = now): ChargeRequest {
  const id = (kind: string): string => `${kind}${String(index).padStart(7, '0')}`;
  return {
    message: {
      country: 'GB',
      number: id('n'),
      block: id('b'),
      caller: { address: id('a'), network: id('w'), everywhere: id('e') },
    },
    proved: false,
    terms: defaultGuardTerms,
    now: at,
  };
}

describe('MemoryBalanceStorage', () => {
  it('takes a whole number of balances above 0', () => {
    expect(new MemoryBalanceStorage({ maxBalances: 1 }).size).to.equal(0);
    for (const maxBalances of [0, -1, 1.5, NaN, Infinity])
      expect(() => new MemoryBalanceStorage({ maxBalances })).to.throw(RangeError, 'maxBalances');
  });

  it('adds balances for what is sent alone', async () => {
    const storage = new MemoryBalanceStorage();
    for (let index = 0; index < 20; index += 1) await storage.charge(request(index));
    const { size } = storage;
    expect(size).to.be.within(20 * 7, 20 * 9);
    expect(await storage.charge(request(20))).to.include({ kind: 'refuse' });
    expect(storage.size).to.equal(size);
  });

  it('deletes balances that are back where they started', async () => {
    const storage = new MemoryBalanceStorage();
    await storage.charge(request(0));
    expect(storage.size).to.be.equal(9);
    await storage.charge(request(1, now + 1_000 * hour));
    expect(storage.size).to.equal(9);
  });

  it('holds no more than it may: those that end first make room', async () => {
    const storage = new MemoryBalanceStorage({ maxBalances: 30 });
    const asked = { ...request(0), message: { ...request(0).message, country: 'IE' } };
    for (let count = 0; count < 3; count += 1) await storage.charge(asked);
    for (let index = 1; index < 20; index += 1) await storage.charge(request(index));
    expect(storage.size).to.equal(30);
    // A pair without messages takes longest to be back.
    expect(await storage.charge(asked)).to.include({ kind: 'refuse', short: 'pair' });
  });

  it('forgets what was earned before what was spent, and what many share last', async () => {
    const storage = new MemoryBalanceStorage({ maxBalances: 60 });
    const spent = { ...request(0), message: { ...request(0).message, country: 'IE' } };
    await storage.charge(spent);
    for (let index = 1; index < 200; index += 1) {
      const decision = await storage.charge(request(index, now + index));
      if (decision.kind !== 'allow') throw new Error(`${decision.short} is short`);
      await storage.payBack({ message: decision.charged, terms: defaultGuardTerms, now: now + index });
    }
    expect(storage.size).to.equal(60);
    for (let count = 1; count < 3; count += 1)
      expect(await storage.charge(spent)).to.include({ kind: 'allow' });
    expect(await storage.charge(spent)).to.include({ kind: 'refuse', short: 'pair' });
  });

  it('still bounds a country when it holds nothing else', async () => {
    const storage = new MemoryBalanceStorage({ maxBalances: 2 });
    let sent = 0;
    while (sent < 100 && (await storage.charge(request(sent))).kind === 'allow') sent += 1;
    expect(sent).to.equal(20);
    expect(storage.size).to.equal(2);
  });

  it('lets nothing that was earned take the place of what was spent', async () => {
    const storage = new MemoryBalanceStorage({ maxBalances: 9 });
    const asked = request(0);
    for (let count = 0; count < 2; count += 1) await storage.charge(asked);
    const message = { ...request(1).message, country: 'IE', lane: 'nobody', all: false } as const;
    for (let count = 0; count < 5; count += 1)
      await storage.payBack({ message: { ...message, number: `n${count}` }, terms: defaultGuardTerms, now });
    expect(storage.size).to.equal(9);
    await storage.charge(asked);
    expect(await storage.charge(asked)).to.include({ kind: 'refuse', short: 'pair' });
  });

  it('is part of a session storage', async () => {
    const storage = new MemorySessionStorage({ maxSessions: 2 });
    for (let index = 0; index < 10; index += 1) await storage.balances.charge(request(index));
    expect(storage.balances.size).to.equal(8);
  });
});
