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
          /^threepid: guard\.terms\.block\.\w+ must be a whole number from [01](?:000)? to 1000000000, not [-.\w]+$/,
        );
    });
  }

  it('may be as little as a message, and as much as a million', () => {
    const least = {
      start: 1_000,
      refill: 1,
      fade: 1,
      most: 1_000,
      payback: 0,
      paybackIfShort: 0,
      goodName: 0,
    };
    const kinds = Object.keys(defaultGuardTerms);
    const given = Object.fromEntries(kinds.map((kind) => [kind, least]));
    expect(guardTermsOf(given)).to.deep.equal(given);
    const most = { ...least, start: 1_000_000_000, most: 1_000_000_000, payback: 1_000_000_000 };
    expect(guardTermsOf({ pair: most }).pair).to.deep.equal(most);
  });

  it('refuse a start above the most', () => {
    expect(() => guardTermsOf({ pair: { start: 6_000 } })).to.throw(
      TypeError,
      'threepid: guard.terms.pair.start must not be above its most',
    );
  });
});
