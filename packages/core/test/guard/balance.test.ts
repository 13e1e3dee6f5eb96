import {
  balanceAt,
  changedBy,
  hasGoodName,
  msUntilEnough,
  msUntilForgotten,
  oneMessage,
  paybackOf,
  type Balance,
  type GroupTerms,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { isAboveStart, isForgotten, mostMessages } from '../../dist/guard/balance.js';

const hour = 3_600_000;
const terms: GroupTerms = {
  start: 3_000,
  refill: 500,
  fade: 100,
  most: 6_000,
  payback: 2_200,
  paybackIfShort: 1_500,
  goodName: 1_000,
};
const at = Date.UTC(2026, 0, 1);
const messages = (amount: number): Balance => ({ amount: amount * oneMessage, at });

const someTerms = fc
  .record({
    start: fc.integer({ min: 1_000, max: 200_000 }),
    room: fc.integer({ min: 0, max: 200_000 }),
    refill: fc.integer({ min: 1, max: 10_000 }),
    fade: fc.integer({ min: 1, max: 10_000 }),
    payback: fc.integer({ min: 0, max: 5_000 }),
    paybackIfShort: fc.integer({ min: 0, max: 5_000 }),
    goodName: fc.integer({ min: 1, max: 50_000 }),
  })
  .map(({ room, ...rest }): GroupTerms => ({ ...rest, most: rest.start + room }));
const someBalance = (within: GroupTerms): fc.Arbitrary<Balance> =>
  fc.record({
    amount: fc.integer({ min: 0, max: within.most * (oneMessage / 1_000) }),
    at: fc.constant(at),
  });
const somewhere = someTerms.chain((within) => fc.tuple(fc.constant(within), someBalance(within)));
const someTime = fc.integer({ min: 0, max: 400 * 24 * hour });

describe('balance', () => {
  it('begins at the start', () => {
    expect(balanceAt(undefined, terms, at)).to.deep.equal(messages(3));
  });

  it('refills up to the start', () => {
    expect(balanceAt(messages(0), terms, at + 2 * hour).amount).to.equal(oneMessage);
    expect(balanceAt(messages(0), terms, at + 100 * hour).amount).to.equal(3 * oneMessage);
  });

  it('fades down to the start', () => {
    expect(balanceAt(messages(5), terms, at + 10 * hour).amount).to.equal(4 * oneMessage);
    expect(balanceAt(messages(5), terms, at + 100 * hour).amount).to.equal(3 * oneMessage);
  });

  it('is paid back less while it is not enough for a message', () => {
    expect(paybackOf(messages(1), terms)).to.equal(2_200);
    expect(paybackOf({ amount: oneMessage - 1, at }, terms)).to.equal(1_500);
    expect(paybackOf(messages(0), { ...terms, payback: 1_000 })).to.equal(1_000);
  });

  it('does not move when the clock is somewhat behind', () => {
    expect(balanceAt(messages(1), terms, at - hour)).to.deep.equal(messages(1));
  });

  it('stays as it is when the clock is far behind, and counts from there', () => {
    const now = at - hour - 1;
    for (const amount of [1, 5])
      expect(balanceAt(messages(amount), terms, now)).to.deep.equal({ ...messages(amount), at: now });
  });

  it('stays between nothing and the most', () => {
    expect(changedBy(-1_000, messages(0.5), terms).amount).to.equal(0);
    expect(changedBy(2_200, messages(5), terms).amount).to.equal(6 * oneMessage);
  });

  it('has a good name from a balance on', () => {
    expect(hasGoodName(messages(4), terms)).to.be.true;
    expect(hasGoodName({ amount: 4 * oneMessage - 1, at }, terms)).to.be.false;
  });

  it('is above its start once verifications have earned more', () => {
    const above = { amount: 3 * oneMessage + 1, at };
    expect([messages(2), messages(3), above].map((one) => isAboveStart(one, terms))).to.deep.equal([
      false,
      false,
      true,
    ]);
  });

  it('has a most in messages', () => {
    expect(mostMessages(terms)).to.equal(6);
  });

  it('is forgotten a minute after it is back at its start, for hosts whose clocks are behind', () => {
    const back = at + 2 * hour + 60_000;
    expect(isForgotten(messages(2), terms, back - 1)).to.be.false;
    expect(isForgotten(messages(2), terms, back)).to.be.true;
    expect(isForgotten(messages(3), terms, at + 59_999)).to.be.false;
    expect(isForgotten(messages(3), terms, at + 60_000)).to.be.true;
    expect(isForgotten(undefined, terms, at)).to.be.true;
  });

  it('is enough for a message after the time it names, and no sooner', () => {
    fc.assert(
      fc.property(somewhere, ([within, balance]) => {
        const ms = msUntilEnough(balance, within);
        expect(ms).to.be.at.least(0);
        const amountAfter = (wait: number): number => balanceAt(balance, within, at + wait).amount;
        expect(amountAfter(ms)).to.be.at.least(oneMessage);
        if (ms > 0) expect(amountAfter(ms - 1)).to.be.below(oneMessage);
      }),
    );
  });

  it('is the same after one long wait as after two short ones, in whole units', () => {
    fc.assert(
      fc.property(somewhere, someTime, someTime, ([within, balance], first, second) => {
        const once = balanceAt(balance, within, at + first + second);
        expect(balanceAt(balanceAt(balance, within, at + first), within, at + first + second)).to.deep.equal(
          once,
        );
        expect(Number.isSafeInteger(once.amount)).to.be.true;
      }),
    );
  });

  it('is back at its start after the time it names, and no sooner', () => {
    fc.assert(
      fc.property(somewhere, ([within, balance]) => {
        const ms = msUntilForgotten(balance, within);
        const start = within.start * (oneMessage / 1_000);
        expect(balanceAt(balance, within, at + ms).amount).to.equal(start);
        if (ms > 0) expect(balanceAt(balance, within, at + ms - 1).amount).not.to.equal(start);
      }),
    );
  });
});
