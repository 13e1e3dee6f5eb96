import { expect } from 'chai';
import fc from 'fast-check';
import { parseAcceptLanguage } from '../../../dist/http/request/accept-language.js';
import { localesOf } from '../../../dist/http/request/locales-of.js';

describe('parseAcceptLanguage', () => {
  const cases: [title: string, header: string | undefined, expected: string[]][] = [
    ['no header', undefined, []],
    ['an empty one', '', []],
    ['one range', 'de', ['de']],
    ["the standard's example", 'da, en-gb;q=0.8, en;q=0.7', ['da', 'en-gb', 'en']],
    ['a browser', 'pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7', ['pt-BR', 'pt', 'en-US', 'en']],
    ['weights out of order', 'en;q=0.1,ja;q=0.9,ar', ['ar', 'ja', 'en']],
    ['equals in their order', 'fr;q=0.5, de;q=0.5, es;q=0.5', ['fr', 'de', 'es']],
    ['three decimals', 'en;q=0.998,de;q=0.999,fr;q=1.000', ['fr', 'de', 'en']],
    ['a dot without decimals', 'en;q=0.,de;q=1.', ['de']],
    ['q=1', 'en;q=0.5,de;q=1', ['de', 'en']],
    ['q=0', 'en;q=0, de;q=0.0, fr;q=0.000, es', ['es']],
    ['any language', '*, de;q=0.5', ['de']],
    ['any language with a weight', 'de;q=0.5, *;q=0.1', ['de']],
    ['spaces and tabs', ' \tde\t;\t q=0.5 ,\ten ', ['en', 'de']],
    ['an upper-case Q', 'de;Q=0.5,en', ['en', 'de']],
    [
      'scripts, regions and extensions',
      'zh-Hant-TW;q=0.3,de-CH-1996,sl-rozaj-biske',
      ['de-CH-1996', 'sl-rozaj-biske', 'zh-Hant-TW'],
    ],
    ['empty elements', ',,de,,en,', ['de', 'en']],
    ['weights that are none', 'a;q=2,b;q=1.1,c;q=-1,d;q=0.1234,e;q=,f;q=x,g;q,h;q=.5,i;q=1e0,en', ['en']],
    ['other parameters', 'de;level=1,fr;q=0.5;x=y,en', ['en']],
    [
      'ranges that are none',
      'deutschland-x-,1a,de_DE,de-,-de,d e,abcdefghi,*-DE,"de",<de>,日本語,en',
      ['en'],
    ],
    ['a line end', 'de\r\nset-cookie: a=b,en', ['en']],
  ];
  for (const [title, header, expected] of cases) {
    it(`reads ${title}`, () => {
      expect(parseAcceptLanguage(header)).to.deep.equal(expected);
    });
  }

  it('reads 20 ranges at most, the first ones', () => {
    const ranges = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
    expect(parseAcceptLanguage(ranges.join(','))).to.deep.equal(ranges.slice(0, 20));
  });

  it('reads 1,000 characters at most, and no range that the limit cuts', () => {
    const before = `${' '.repeat(994)}de,`;
    expect(parseAcceptLanguage(`${before}ja-JP`)).to.deep.equal(['de']);
    expect(parseAcceptLanguage(`${before}ja,-JP`)).to.deep.equal(['de', 'ja']);
    expect(parseAcceptLanguage(`${' '.repeat(997)}de-DE`)).to.deep.equal([]);
    const last = `${' '.repeat(998)}de`;
    expect(parseAcceptLanguage(last)).to.deep.equal(['de']);
    expect(parseAcceptLanguage(`${last},en`)).to.deep.equal(['de']);
    // What is left of a range may be another one.
    expect(parseAcceptLanguage(`${last}utsch`)).to.deep.equal([]);
    expect(parseAcceptLanguage(`en,${last.slice(3)}utsch`)).to.deep.equal(['en']);
  });

  it('looks at nothing behind that, so that a huge header costs no more than a long one', () => {
    const long = `en,${'\t'.repeat(997)}`;
    for (const tail of [' ', ';', '-', ',a', 'a-']) {
      expect(parseAcceptLanguage(long + tail.repeat(5_000_000))).to.deep.equal(['en']);
    }
  });

  it('never throws, and answers 20 well-formed ranges at most', () => {
    const piece = fc.constantFrom(
      'de',
      'en-GB',
      '*',
      ';q=',
      ';',
      'q',
      '=',
      '0.5',
      '0',
      '1',
      ',',
      ', ',
      '-',
      '\t',
    );
    // Node reads headers as Latin-1.
    const unit = fc.nat(255).map((byte) => String.fromCharCode(byte));
    const header = fc.oneof(
      fc.string({ unit, maxLength: 100 }),
      fc.array(piece, { maxLength: 100 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        const ranges = parseAcceptLanguage(text);
        expect(ranges.length).to.be.at.most(20);
        expect(ranges.filter((range) => !/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(range))).to.deep.equal([]);
      }),
    );
  });

  it('sorts by weight, keeps the order of equals and loses none but those of weight 0', () => {
    const weighted = fc.record({
      range: fc.stringMatching(/^[a-z]{2,8}(-[a-zA-Z0-9]{2,8})?$/),
      thousandths: fc.integer({ min: 0, max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(weighted, { maxLength: 20 }), (entries) => {
        const header = entries.map(
          ({ range, thousandths }) => `${range};q=${(thousandths / 1_000).toFixed(3)}`,
        );
        const expected = entries.filter(({ thousandths }) => thousandths > 0);
        expected.sort((a, b) => b.thousandths - a.thousandths);
        expect(parseAcceptLanguage(header.join(','))).to.deep.equal(expected.map(({ range }) => range));
      }),
    );
  });
});

describe('the languages of a request', () => {
  const languages = (header: string | readonly string[] | undefined): readonly string[] =>
    localesOf({
      method: 'GET',
      path: '/',
      query: '',
      headers: { 'accept-language': header },
      body: undefined,
      remoteAddress: undefined,
    });

  it('are those of its header, or of all of them', () => {
    expect(languages('de, en;q=0.5')).to.deep.equal(['de', 'en']);
    expect(languages(['en;q=0.5', 'de'])).to.deep.equal(['de', 'en']);
    expect(languages(undefined)).to.deep.equal([]);
  });
});
