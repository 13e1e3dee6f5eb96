import { expect } from 'chai';
import { requestHints } from '@threepid/react/server';

describe('requestHints', () => {
  const hints: Readonly<Record<string, object>> = {
    'de-AT,en;q=0.8': { lang: 'de-AT', guessedCountry: 'AT' },
    'nl,fr;q=0.5,en-GB;q=0.9': { lang: 'en-GB', guessedCountry: 'GB' },
    ja: { lang: 'ja' },
    '*': { lang: 'en' },
    '': { lang: 'en' },
  };
  for (const [header, expected] of Object.entries(hints)) {
    it(`of '${header}'`, () => {
      expect(requestHints(header)).to.deep.equal(expected);
    });
  }

  it('of no header', () => {
    expect(requestHints(null)).to.deep.equal({ lang: 'en' });
    expect(requestHints(undefined)).to.deep.equal({ lang: 'en' });
  });
});
