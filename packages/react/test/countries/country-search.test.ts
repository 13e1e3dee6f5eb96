import { expect } from 'chai';
import fc from 'fast-check';
import { countriesOf } from '../../dist/countries/countries-of.js';
import { countrySearch } from '../../dist/countries/country-search.js';

const english = countriesOf('en');
const search = countrySearch(english);

const codes = (text: string, find = search): readonly string[] => find(text).map(({ code }) => code);

describe('the search for a country', () => {
  /** What a person types, and the country that must be first. */
  const firsts: Readonly<Record<string, string>> = {
    uk: 'GB',
    'U.K.': 'GB',
    england: 'GB',
    usa: 'US',
    'u.s.a': 'US',
    america: 'US',
    holland: 'NL',
    nederland: 'NL',
    'pays-bas': '',
    deutschland: 'DE',
    DEUTSCH: 'DE',
    'ivory coast': 'CI',
    'cote d ivoire': 'CI',
    "Côte d'Ivoire": 'CI',
    'cote divoire': 'CI',
    osterreich: 'AT',
    oesterreich: 'AT',
    schweiz: 'CH',
    suisse: 'CH',
    svizzera: 'CH',
    belgique: 'BE',
    espana: 'ES',
    россия: 'RU',
    УКРАЇНА: 'UA',
    日本: 'JP',
    中国: 'CN',
    한국: 'KR',
    대한민국: 'KR',
    مصر: 'EG',
    الإمارات: 'AE',
    امارات: 'AE',
    ελλαδα: 'GR',
    uae: 'AE',
    'czech republic': 'CZ',
    turkey: 'TR',
    macedonia: 'MK',
    burma: 'MM',
    swaziland: 'SZ',
    'cape verde': 'CV',
    'saint lucia': 'LC',
    'st lucia': 'LC',
    'st. lucia': 'LC',
    'bosnia and herzegovina': 'BA',
    'bosnia & h': 'BA',
    'south korea': 'KR',
    'korea south': 'KR',
    'congo kinshasa': 'CD',
    gb: 'GB',
    in: 'IN',
    niger: 'NE',
    guinea: 'GN',
    '+44': 'GB',
    '0044': 'GB',
    '44': 'GB',
    '1': 'US',
    '+7': 'RU',
    '٤٤': 'GB',
    '＋４４': 'GB',
    '+1 876': 'JM',
    '876': 'JM',
    '+447400123456': 'GB',
    '+1 868 555 0100': 'TT',
    '00 41': 'CH',
    '+352': 'LU',
  };
  for (const [text, code] of Object.entries(firsts)) {
    it(`finds ${code === '' ? 'nothing' : code} for ${text}`, () => {
      expect(codes(text)[0] ?? '').to.equal(code);
    });
  }

  it('shows all countries for no text', () => {
    expect(search('')).to.equal(english);
    expect(search(' -')).to.equal(english);
  });

  it('finds all that share a calling code, the main one first', () => {
    expect(codes('44')).to.have.ordered.members(['GB', 'GG', 'IM', 'JE']);
    expect(codes('4')).to.include.members(['GB', 'DE', 'CZ']);
  });

  it('finds by the beginning of a word, and not by its middle', () => {
    expect(codes('land')).to.not.include('CH');
    expect(codes('king')).to.include('GB');
    expect(codes('zzz')).to.deep.equal([]);
  });

  it('finds names of the page’s language and English ones', () => {
    const german = countrySearch(countriesOf('de'));
    expect(codes('niederlande', german)[0]).to.equal('NL');
    expect(codes('netherlands', german)[0]).to.equal('NL');
    const japanese = countrySearch(countriesOf('ja'));
    expect(codes('オランダ', japanese)[0]).to.equal('NL');
    expect(codes('ｵﾗﾝﾀﾞ', japanese)[0]).to.equal('NL');
    const arabic = countrySearch(countriesOf('ar'));
    expect(codes('ألمانيا', arabic)[0]).to.equal('DE');
    expect(codes('المانيا', arabic)[0]).to.equal('DE');
    expect(codes('مغرب', arabic)[0]).to.equal('MA');
  });

  const anyCountry = fc.constantFrom(...english);

  it('finds every country by its name, its code and its calling code, in any case', () => {
    fc.assert(
      fc.property(anyCountry, fc.boolean(), ({ code, name, callingCode }, upper) => {
        for (const text of [name, code, `+${callingCode}`]) {
          expect(codes(upper ? text.toUpperCase() : text.toLowerCase())).to.include(code);
        }
      }),
    );
  });

  it('keeps the country while its name is typed', () => {
    fc.assert(
      fc.property(anyCountry, fc.nat(), ({ code, name }, length) => {
        expect(codes(name.slice(0, 1 + (length % name.length)))).to.include(code);
      }),
    );
  });

  it('takes any text, and shows no country twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const found = codes(text);
        expect(new Set(found).size).to.equal(found.length);
      }),
    );
  });
});
