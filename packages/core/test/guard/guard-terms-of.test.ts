import { defaultGuardTerms, type GroupTerms } from '@threepid/core';
import { expect } from 'chai';
import { guardTermsOf } from '../../dist/guard/guard-terms-of.js';

describe('the terms of the guard', () => {
  it('are the defaults, except for what is given', () => {
    expect(guardTermsOf()).to.deep.equal(defaultGuardTerms);
    const { country, ...others } = guardTermsOf({ country: { start: 30_000 } });
    expect(country).to.deep.equal({ ...defaultGuardTerms.country, start: 30_000 });
    expect({ country: defaultGuardTerms.country, ...others }).to.deep.equal(defaultGuardTerms);
  });

  it('keep the default of what is undefined', () => {
    // Types allow it without `exactOptionalPropertyTypes`, and JavaScript always does.
    const nothing = Object.fromEntries(
      Object.keys(defaultGuardTerms.country).map((term) => [term, undefined]),
    );
    expect(guardTermsOf({ country: nothing })).to.deep.equal(defaultGuardTerms);
  });

  const wrong: readonly (readonly [keyof GroupTerms, readonly number[]])[] = [
    ['start', [999, -1, 1_000.5, NaN, Infinity]],
    ['refill', [0, -1, 0.5, NaN]],
    ['fade', [0, -1, 0.5, NaN]],
    ['most', [999, NaN, 1_000_000_001]],
    ['payback', [-1, 0.5, NaN]],
    ['paybackIfShort', [-1, 0.5, NaN]],
    ['goodName', [-1, 0.5, NaN]],
  ];
  for (const [term, amounts] of wrong) {
    it(`refuse what is no amount for ${term}, by its name`, () => {
      for (const amount of amounts)
        expect(() => guardTermsOf({ block: { [term]: amount } }), String(amount)).to.throw(
          TypeError,
          `threepid: guard.terms.block.${term} must be a whole number from`,
        );
    });
  }

  it('refuse a start above the most', () => {
    expect(() => guardTermsOf({ pair: { start: 6_000 } })).to.throw(TypeError, 'guard.terms.pair.start');
  });
});
