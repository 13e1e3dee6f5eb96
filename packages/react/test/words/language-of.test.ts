import { expect } from 'chai';
import fc from 'fast-check';
import { countryOfLanguages } from '../../dist/countries/country-of-languages.js';
import { languageOf } from '../../dist/words/language-of.js';
import { builtInWords, wordsOf } from '../../dist/words/words-of.js';

describe('an Accept-Language header', () => {
  it('says the language: the first of the person’s that there are words in', () => {
    expect(languageOf('nl, pt-BR;q=0.8, en;q=0.5')).to.equal('pt-BR');
    expect(languageOf('en;q=0.3,de;q=0.9')).to.equal('de');
    expect(languageOf('fr;q=0, ja')).to.equal('ja');
    for (const header of [null, '', '*', 'nl', 'x;q=y', ';;,,']) expect(languageOf(header)).to.equal('en');
    const { en } = builtInWords;
    if (en !== undefined) expect(languageOf('nl', { nl: en })).to.equal('nl');
  });

  it('says the country', () => {
    expect(countryOfLanguages('de,en-GB;q=0.8')).to.equal('GB');
    expect(countryOfLanguages('zh-Hans-SG, en-US;q=0.9')).to.equal('SG');
    expect(countryOfLanguages('en-AQ, de-at;q=0.1')).to.equal('AT');
    for (const header of [null, 'de', 'sr-Latn', 'es-419'])
      expect(countryOfLanguages(header)).to.equal(undefined);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(wordsOf(languageOf(header))).to.be.an('object');
        countryOfLanguages(header);
      }),
    );
  });
});
