import { defaultGuardTerms, type Balance } from '@threepid/core';
import { expect } from 'chai';
import { Balances } from '../dist/balances.js';

const now = Date.UTC(2026, 0, 1);
const terms = defaultGuardTerms.number;
const spent: Balance = { amount: 0, at: now };
const earned: Balance = { amount: Number.MAX_SAFE_INTEGER, at: now };

describe('Balances', () => {
  it('hold nothing that was earned where something that was spent had to go', () => {
    const balances = new Balances(1);
    balances.set('spent', spent, terms, 'number');
    balances.set('earned', earned, terms, 'number');
    expect(balances.get('spent', now)).to.equal(spent);
    expect(balances.get('earned', now)).to.equal(undefined);
  });

  for (const kind of ['country', 'proved', 'all'] as const)
    it(`hold what many share where something else that was spent had to go: ${kind}`, () => {
      const balances = new Balances(1);
      balances.set('spent', spent, terms, 'number');
      balances.set('shared', spent, terms, kind);
      balances.set('spent', spent, terms, 'number');
      expect(balances.get('shared', now)).to.equal(spent);
      expect(balances.size).to.equal(1);
    });
});
