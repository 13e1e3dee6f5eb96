import type { ReserveMessage } from '@threepid/core';
import { expect } from 'chai';
import { crossedSharesOf } from '../../dist/spending/crossed-shares.js';

/** A message of 10 to a country with 100 a day, where all may spend 1,000 a month; the most expensive one costs 50. */
const request: ReserveMessage = {
  country: 'GB',
  price: 10,
  budgets: { country: { day: 100, month: undefined }, total: { day: undefined, month: 1_000 } },
  now: 0,
};

const none = { day: 0, month: 0 };

function crossed(ofCountry: number, ofTotal: number) {
  const held = {
    kind: 'reserved',
    country: { ...none, day: ofCountry },
    total: { ...none, month: ofTotal },
  } as const;
  return crossedSharesOf(request, held, 50).map(({ budget, percent }) => `${budget} ${String(percent)}`);
}

describe('the shares of a budget', () => {
  it('are crossed by the message that reaches them, and by no other', () => {
    const inOrder = Array.from({ length: 10 }, (_, place) => crossed(10 * (place + 1), 0).join());
    expect(inOrder).to.deep.equal(['', '', '', '', '', '', '', 'country.day 80', '', 'country.day 100']);
  });

  it('are used up for all once the most expensive message can not be paid', () => {
    expect([790, 800, 810].map((spent) => crossed(0, spent))).to.deep.equal([[], ['total.month 80'], []]);
    expect([950, 960, 970].map((spent) => crossed(0, spent))).to.deep.equal([[], ['total.month 100'], []]);
  });

  it('are told of each budget', () => {
    expect(crossed(80, 960)).to.deep.equal(['country.day 80', 'total.month 100']);
  });

  it('are only the last if a message crosses both', () => {
    const large = { ...request, price: 90 };
    const held = { kind: 'reserved', country: { ...none, day: 90 }, total: none } as const;
    expect(crossedSharesOf(large, held, 90)).to.deep.equal([{ budget: 'country.day', percent: 100 }]);
  });

  it('are none without a budget, or without what was spent', () => {
    const free = { ...request, budgets: { country: undefined, total: undefined } };
    const held = {
      kind: 'reserved',
      country: { day: 100, month: 100 },
      total: { day: 1_000, month: 1_000 },
    } as const;
    expect(crossedSharesOf(free, held, 50)).to.deep.equal([]);
    const unheld = { kind: 'reserved', country: none, total: undefined } as const;
    expect(crossedSharesOf(request, unheld, 50)).to.deep.equal([]);
  });
});
