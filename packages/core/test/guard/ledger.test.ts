import {
  balanceAt,
  chargedGroups,
  defaultGuardTerms,
  Ledger,
  messageOf,
  oneMessage,
  receiptOf,
  vouchers,
  type Balance,
  type ChargedMessage,
  type GroupKind,
  type GuardDecision,
  type Lane,
  type MessageGroups,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

const idOf = (text: string): string => text.padEnd(8, '_');
const message = (number: number, address?: number, country = 'GB'): MessageGroups => ({
  country,
  number: idOf(`n${number}`),
  block: idOf(`b${number % 3}`),
  caller:
    address === undefined
      ? undefined
      : { address: idOf(`a${address}`), network: idOf(`w${address % 2}`), everywhere: idOf(`e${address}`) },
});

/** Ledgers over the same balances, at any time. */
class Book {
  readonly balances = new Map<string, Balance>();

  at(now: number): Ledger {
    return new Ledger(defaultGuardTerms, this.balances, now);
  }

  /** Allowed, and charged. */
  charge(groups: MessageGroups, now = start): ChargedMessage {
    const decision = this.at(now).decide(groups, false);
    if (decision.kind !== 'allow') throw new Error(`refused: ${decision.short} is short`);
    return decision.charged;
  }

  /** Messages of a crowd of strangers until one is refused. */
  exhaust(
    groupsOf: (index: number) => MessageGroups,
    proved = false,
  ): { sent: number; refusal: GuardDecision } {
    for (let sent = 0; sent < 1_000; sent += 1) {
      const refusal = this.at(start).decide(groupsOf(sent), proved);
      if (refusal.kind === 'refuse') return { sent, refusal };
    }
    throw new Error('nobody is refused');
  }

  verify(groups: MessageGroups, now = start): void {
    this.at(now).payBack(this.charge(groups, now));
  }
}

/** Any balances of the groups of a message, many of them near nothing or near a good name. */
const anyBalances: fc.Arbitrary<Map<string, Balance>> = fc
  .tuple(...(['pair', 'address', 'network', 'nobody'] as const).map(balancesOf))
  .map((each) => new Map(each.flatMap((balances) => [...balances])));

function balancesOf(lane: Lane): fc.Arbitrary<Map<string, Balance>> {
  const groups = chargedGroups({ ...message(1, 1), lane, all: true });
  return fc.tuple(...groups.map(({ kind }) => anyAmount(kind))).map((amounts) => {
    return new Map(groups.map(({ key }, index) => [key, { amount: amounts[index] ?? 0, at: start }]));
  });
}

function anyAmount(kind: GroupKind): fc.Arbitrary<number> {
  const { most, start: first, goodName } = defaultGuardTerms[kind];
  const unit = oneMessage / 1_000;
  // A country with a good name asks `all` once that fades, and then the time to try again may be too early.
  const highest = kind === 'country' ? first + goodName - 1 : most;
  const name = Math.min(highest, first + goodName);
  return fc.oneof(
    fc.integer({ min: 0, max: 2 * oneMessage }),
    fc.integer({ min: Math.max(0, name * unit - oneMessage), max: name * unit }),
    fc.integer({ min: 0, max: highest * unit }),
  );
}

/** Just too low for a good name. */
function lowered(kind: GroupKind, balance: Balance | undefined): Balance {
  const { start: first, goodName } = defaultGuardTerms[kind];
  const most = (first + goodName) * (oneMessage / 1_000) - 1;
  return { amount: Math.min(most, balance?.amount ?? most), at: start };
}

describe('Ledger', () => {
  it('allows 8 unverified messages to a block, and says when the next may go', () => {
    const book = new Book();
    const { sent, refusal } = book.exhaust((index) => message(3 * index, index));
    expect(sent).to.equal(8);
    expect(refusal).to.include({ kind: 'refuse', short: 'block', challenge: false });
    const { retryAfterMs } = refusal as Extract<GuardDecision, { kind: 'refuse' }>;
    expect(book.at(start + retryAfterMs - 1).decide(message(3), false).kind).to.equal('refuse');
    expect(book.at(start + retryAfterMs).decide(message(3), false).kind).to.equal('allow');
  });

  it('allows 75 messages at once to a block whose every message is verified', () => {
    const book = new Book();
    let sent = 0;
    for (; sent < 1_000; sent += 1) {
      const decision = book.at(start).decide(message(3 * sent, sent), false);
      if (decision.kind === 'refuse') break;
      book.at(start).payBack(decision.charged);
    }
    expect(sent).to.equal(75);
  });

  it('lets one address not use up a number', () => {
    const book = new Book();
    expect(book.exhaust(() => message(1, 7)).refusal).to.include({ short: 'pair' });
    expect(book.at(start).decide(message(1, 8), false).kind).to.equal('allow');
  });

  it('lets the owner through whose number strangers have used up', () => {
    const book = new Book();
    book.verify(message(1, 7));
    const later = start + 48 * hour;
    for (let address = 100; address < 104; address += 1) book.charge(message(1, address), later);
    expect(book.at(later).decide(message(1, 200), false)).to.include({
      kind: 'refuse',
      short: 'number',
      challenge: false,
    });
    expect(book.at(later).decide(message(1, 7), false)).to.deep.include({ kind: 'allow' });
  });

  it('lets the owner of a number through whose block strangers have used up', () => {
    const book = new Book();
    book.verify(message(1, 7));
    const { refusal } = book.exhaust((index) => message(4 + 3 * index, 100 + index));
    expect(refusal).to.include({ short: 'block' });
    expect(book.at(start).decide(message(1, 7), false)).to.deep.include({ kind: 'allow' });
    expect(book.exhaust(() => message(1, 7)).refusal).to.include({ lane: 'nobody', short: 'block' });
  });

  it('refuses strangers, and asks them to prove it, while those with a good name go on', () => {
    const book = new Book();
    for (let time = 0; time < 3; time += 1) book.verify(message(90 + time, 5));
    const distinct = (index: number): MessageGroups => ({
      ...message(index, 1_000 + index),
      block: idOf(`x${index}`),
      caller: { address: idOf(`s${index}`), network: idOf(`t${index}`), everywhere: idOf(`e${index}`) },
    });
    const { refusal } = book.exhaust(distinct);
    expect(refusal).to.include({ lane: 'nobody', short: 'country', challenge: true });
    expect(book.at(start).decide({ ...message(500, 5), block: idOf('y') }, false).kind).to.equal('allow');
    expect(book.at(start).decide(distinct(9_000), true)).to.deep.include({ kind: 'allow' });
  });

  it('asks for a proof where the network of an address is used up', () => {
    const book = new Book();
    const asked = message(1, 7);
    book.balances.set(`{GB}network:${asked.caller?.network ?? ''}`, { amount: 0, at: start });
    expect(book.at(start).decide(asked, false)).to.include({ short: 'network', challenge: true });
  });

  it('lets a group pay that has enough, though the clock is behind that of its last change', () => {
    const book = new Book();
    const asked = message(1, 7);
    const number = `{GB}number:${asked.number}`;
    book.balances.set(number, { amount: oneMessage, at: start + hour });
    expect(book.at(start).decide(asked, false).kind).to.equal('allow');
    book.balances.set(number, { amount: 0.4 * oneMessage, at: start + hour });
    expect(book.at(start).decide(asked, false)).to.include({ short: 'number', retryAfterMs: 11 * hour });
  });

  it('refills a group that a wrong clock has changed, from when that is noticed', () => {
    const book = new Book();
    const asked = message(1, 7);
    book.balances.set(`{GB}number:${asked.number}`, { amount: 0.4 * oneMessage, at: start + 48 * hour });
    expect(book.at(start).decide(asked, false)).to.include({ short: 'number', retryAfterMs: 10 * hour });
    expect(book.at(start + 10 * hour).decide(asked, false).kind).to.equal('allow');
  });

  it('asks for no proof where a number is short beside an address, for it gets around the address alone', () => {
    const book = new Book();
    const asked = message(1, 7);
    const addressOf = `{GB}address:${asked.caller?.address ?? ''}`;
    book.balances.set(addressOf, { amount: 0, at: start });
    expect(book.at(start).decide(asked, false)).to.include({ short: 'address', challenge: true });
    book.balances.set(`{GB}number:${asked.number}`, { amount: 0, at: start });
    expect(book.at(start).decide(asked, false)).to.include({ kind: 'refuse', challenge: false });
  });

  it('takes a wider lane for people with a good name, if their country is used up in their own', () => {
    const book = new Book();
    for (let time = 0; time < 3; time += 1) book.verify(message(90 + time, 5));
    for (const lane of ['address', 'network'])
      book.balances.set(`{GB}country:${lane}`, { amount: 0, at: start });
    const ask = (number: number): GuardDecision =>
      book.at(start).decide({ ...message(number, 5), block: idOf(`x${number}`) }, false);
    const first = ask(1);
    expect(first.kind === 'allow' && first.charged.lane).to.equal('nobody');
    book.balances.set('{GB}country:nobody', { amount: oneMessage / 2, at: start });
    expect(ask(2)).to.deep.equal({
      kind: 'refuse',
      lane: 'nobody',
      short: 'country',
      retryAfterMs: hour,
      challenge: true,
    });
  });

  it('refuses nobody with a good name where it would let them through without', () => {
    fc.assert(
      fc.property(anyBalances, (balances) => {
        const nameless = new Map(balances);
        for (const { voucher } of vouchers(message(1, 1)))
          nameless.set(voucher.key, lowered(voucher.kind, balances.get(voucher.key)));
        const ask = (table: Map<string, Balance>): string =>
          new Ledger(defaultGuardTerms, table, start).decide(message(1, 1), false).kind;
        if (ask(nameless) === 'allow') expect(ask(new Map(balances))).to.equal('allow');
      }),
      { numRuns: 2_000 },
    );
  });

  it('names a time to try again at which the message goes, and no sooner', () => {
    fc.assert(
      fc.property(anyBalances, (balances) => {
        const at = (now: number): GuardDecision =>
          new Ledger(defaultGuardTerms, new Map(balances), now).decide(message(1, 1), false);
        const refusal = at(start);
        if (refusal.kind === 'allow') return;
        expect(at(start + refusal.retryAfterMs).kind).to.equal('allow');
        expect(at(start + refusal.retryAfterMs - 1).kind).to.equal('refuse');
      }),
      { numRuns: 2_000 },
    );
  });

  it('bounds new countries together', () => {
    const book = new Book();
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const { sent, refusal } = book.exhaust((index) => ({
      country: `Q${letters[index % 26] ?? ''}`,
      number: idOf(`n${index}`),
      block: idOf(`b${index}`),
      caller: undefined,
    }));
    expect(sent).to.equal(100);
    expect(refusal).to.include({ short: 'all', challenge: true });
  });

  it('bounds neither people with a good name by that, nor strangers where many verify', () => {
    const book = new Book();
    book.verify(message(1, 7));
    book.balances.set('all', { amount: 0, at: start });
    expect(book.at(start).decide(message(2, 8), false)).to.include({ kind: 'refuse', short: 'all' });
    expect(book.charge(message(1, 7))).to.include({ lane: 'pair', all: false });
    book.balances.set('{GB}country:nobody', { amount: 22 * oneMessage, at: start });
    expect(book.charge(message(2, 8))).to.include({ lane: 'nobody', all: false });
    expect(book.balances.get('all')?.amount).to.equal(0);
  });

  it('lets one address not use up the new countries', () => {
    const book = new Book();
    const countries = ['QA', 'QB', 'QC', 'QD'];
    const ask = (address: number) => (index: number) => {
      const { caller } = message(0, address);
      const place = countries[index % 4] ?? '';
      const [number, block] = [idOf(`n${index}`), idOf(`b${index}`)];
      return { country: place, number, block, caller };
    };
    const { sent, refusal } = book.exhaust(ask(1));
    expect(sent).to.equal(20);
    expect(refusal).to.include({ short: 'share', retryAfterMs: hour, challenge: true });
    expect(book.at(start).decide(ask(2)(100), false).kind).to.equal('allow');
  });

  it('changes nothing when it refuses', () => {
    const book = new Book();
    book.exhaust(() => message(1, 7));
    const before = new Map(book.balances);
    book.at(start + 1).decide(message(1, 7), true);
    expect(book.balances).to.deep.equal(before);
  });

  it('gives a message back that was not sent', () => {
    const book = new Book();
    const groups = message(1, 7);
    book.at(start).refund(book.charge(groups));
    for (const { kind, key } of chargedGroups({ ...groups, lane: 'nobody', all: true })) {
      const terms = defaultGuardTerms[kind];
      expect(balanceAt(book.balances.get(key), terms, start).amount, kind).to.equal(
        (terms.start / 1_000) * oneMessage,
      );
    }
  });

  it('gives nothing back to the kinds that stay charged', () => {
    const book = new Book();
    const charged = book.charge(message(1, 7));
    const before = new Map(book.balances);
    book.at(start).refund(charged, ['address', 'network']);
    for (const { kind, key } of chargedGroups(charged)) {
      const isKept = kind === 'address' || kind === 'network';
      expect(book.balances.get(key)?.amount === before.get(key)?.amount, kind).to.equal(isKept);
    }
  });

  it('gives nothing back to a number and a pair that were forgotten since', () => {
    const book = new Book();
    const charged = book.charge(message(1, 7));
    const forgotten = chargedGroups(charged).filter(({ kind }) => kind === 'number' || kind === 'pair');
    for (const { key } of forgotten) book.balances.delete(key);
    book.at(start).refund(charged);
    for (const { kind, key } of chargedGroups(charged))
      expect(book.balances.has(key), kind).to.equal(kind !== 'number' && kind !== 'pair');
  });

  it('asks for a proof only if it would help in every lane that the message may take', () => {
    const book = new Book();
    book.verify(message(1, 7));
    for (const key of ['{GB}country:pair', '{GB}country:nobody'])
      book.balances.set(key, { amount: 0, at: start });
    const ask = (proved: boolean): GuardDecision => book.at(start).decide(message(1, 7), proved);
    // Both lanes open at once: the narrowest is named.
    expect(ask(false)).to.include({ kind: 'refuse', lane: 'pair', short: 'country', challenge: true });
    // In the pair's own lane its number needn't be able to pay, in that of strangers it must.
    book.balances.set(`{GB}number:${message(1).number}`, { amount: 0, at: start });
    expect(ask(false)).to.include({ kind: 'refuse', lane: 'pair', short: 'country', challenge: false });
    expect(ask(true)).to.include({ kind: 'refuse', lane: 'pair', challenge: false });
  });

  it('names the lane that opens first, but none whose good name will have faded by then', () => {
    const book = new Book();
    const asked = message(1, 7);
    const pair = `{GB}pair:${asked.number}${asked.caller?.address ?? ''}`;
    const set = (key: string, messages: number): unknown =>
      book.balances.set(key, { amount: messages * oneMessage, at: start });
    set('{GB}country:pair', 0);
    set(`{GB}number:${asked.number}`, 0.4);
    const ask = (): GuardDecision => book.at(start).decide(asked, false);
    set(pair, 4);
    expect(ask()).to.include({ lane: 'pair', short: 'country', retryAfterMs: 2 * hour });
    set(pair, 3.6);
    expect(ask()).to.include({ lane: 'nobody', short: 'number', retryAfterMs: 10 * hour });
  });

  it('gives nothing to a group that was not asked, and may not have paid', () => {
    const book = new Book();
    book.verify(message(1, 7));
    const later = start + 48 * hour;
    const { number } = message(1);
    for (let address = 100; address < 104; address += 1) book.charge(message(1, address), later);
    const charged = book.charge(message(1, 7), later);
    expect(charged).to.include({ lane: 'pair' });
    book.at(later).refund(charged);
    expect(book.balances.get(`{GB}number:${number}`)?.amount).to.equal(0);
    expect(book.at(later).decide(message(1, 200), false)).to.include({ short: 'number' });
  });

  it('never overdraws a group, and never lets one exceed its most', () => {
    const step = fc.record({
      number: fc.integer({ min: 0, max: 8 }),
      address: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
      proved: fc.boolean(),
      wait: fc.integer({ min: 0, max: 3 * hour }),
      then: fc.constantFrom('nothing', 'payBack', 'refund'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const book = new Book();
        let now = start;
        for (const { number, address, proved, wait, then } of steps) {
          now += wait;
          const decision = book.at(now).decide(message(number, address), proved);
          if (decision.kind === 'allow' && then !== 'nothing') book.at(now)[then](decision.charged);
          for (const { amount } of book.balances.values()) {
            expect(amount).to.be.within(0, 100 * oneMessage);
            expect(Number.isSafeInteger(amount)).to.be.true;
          }
        }
      }),
    );
  });

  it('bounds what nobody verifies, whatever the order and the callers', () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 60,
    });
    fc.assert(
      fc.property(asks, (each) => {
        const book = new Book();
        const sent = each.filter(
          ([number, address]) => book.at(start).decide(message(number, address), true).kind === 'allow',
        );
        expect(sent.length).to.be.at.most(3 * 8);
      }),
    );
  });
});

describe('receipt', () => {
  it('brings a message back', () => {
    for (const address of [undefined, 7]) {
      for (const lane of ['pair', 'address', 'network', 'nobody', 'proved'] as const) {
        const charged: ChargedMessage = { ...message(1, address), lane, all: lane === 'nobody' };
        expect(receiptOf(charged)).to.match(/^[\w-]{20,44}$/);
        expect(messageOf(receiptOf(charged))).to.deep.equal(charged);
      }
    }
  });

  it('stays the same over versions, for messages that are under way', () => {
    const { caller, ...groups } = message(1, 7);
    for (const [lane, all, receipt] of [
      ['pair', false, 'p0GBn1______b1______a7______w1______e7______'],
      ['address', false, 'a0GBn1______b1______a7______w1______e7______'],
      ['network', false, 'w0GBn1______b1______a7______w1______e7______'],
      ['nobody', true, 'n1GBn1______b1______a7______w1______e7______'],
      ['proved', false, 'v0GBn1______b1______a7______w1______e7______'],
    ] as const)
      expect(receiptOf({ ...groups, caller, lane, all })).to.equal(receipt);
    expect(receiptOf({ ...groups, caller: undefined, lane: 'nobody', all: false })).to.equal(
      'n0GBn1______b1______',
    );
  });

  it('is nothing if it is not one', () => {
    const whole = 'n1GBn1______b1______a7______w1______e7______';
    for (const text of [
      '',
      'n1GB',
      'x1GBaaaaaaaabbbbbbbb',
      'n1GBaaaaaaaabbbbbbbbcccccccc',
      ` ${whole}`,
      `${whole}a`,
      whole.replace('n1', 'n2'),
      whole.replace('GB', 'Gb'),
      whole.slice(0, -1),
    ]) {
      expect(messageOf(text), text).to.be.undefined;
    }
  });
});
