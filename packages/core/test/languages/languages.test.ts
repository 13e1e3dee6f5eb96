import { expect } from 'chai';
import fc from 'fast-check';
import { chooseLanguage, lookUpTag } from '../../dist/languages/choose-language.js';
import type { Language } from '../../dist/languages/language.js';
import { languages } from '../../dist/languages/languages.js';

const outcomes = [
  'validated',
  'incorrect',
  'expired',
  'unknown',
  'invalid',
  'limited',
  'unavailable',
] as const;
const rightToLeft = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm'];

/** All texts of a language, each with a name for the reports. */
function textsOf({ pages, messages }: Language): [string, string][] {
  const ofPages = Object.entries(pages).flatMap(
    ([outcome, { title, heading, advice }]): [string, string][] => [
      [`title of ${outcome}`, title],
      [`heading of ${outcome}`, heading],
      [`advice of ${outcome}`, advice],
    ],
  );
  return [
    ...ofPages,
    ['verify', messages.verify('012345')],
    ['verify with brand', messages.verify('012345', 'Example')],
    ['caution', messages.caution],
    ['in-use', messages['in-use']()],
    ['in-use with brand', messages['in-use']('Example')],
    ['not-found', messages['not-found']()],
    ['not-found with brand', messages['not-found']('Example')],
  ];
}

describe('languages', () => {
  it('are the seven, English first, since it is the default', () => {
    expect(languages.map(({ tag }) => tag)).to.deep.equal(['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja']);
  });

  for (const language of languages) {
    describe(language.tag, () => {
      it('has a canonical tag and the direction of its script', () => {
        expect(Intl.getCanonicalLocales(language.tag)).to.deep.equal([language.tag]);
        const { script = '' } = new Intl.Locale(language.tag).maximize();
        expect(language.dir).to.equal(rightToLeft.includes(script) ? 'rtl' : 'ltr');
      });

      it('has a page for each outcome, and no other', () => {
        expect(Object.keys(language.pages)).to.have.members(outcomes);
      });

      for (const [name, text] of textsOf(language)) {
        it(`says ${name} in clean text`, () => {
          expect(text)
            .to.match(/\p{L}{2}/u)
            .and.equal(text.trim())
            .and.equal(text.normalize('NFC'));
          expect(text).not.to.match(/[<>&"\p{Cc}\p{Cf}\p{Co}\p{Cn}\u{FFFD}]| {2}|undefined/u);
        });
      }

      it('ends each piece of advice and each message that is a sentence with a stop', () => {
        for (const outcome of outcomes) expect(language.pages[outcome].advice).to.match(/[.。]$/);
        expect(language.messages.caution).to.match(/[.。]$/);
        expect(language.messages['in-use']()).to.match(/[.。]$/);
        expect(language.messages['not-found']('Example')).to.match(/[.。]$/);
      });

      it('tells the outcomes apart, in title and heading', () => {
        const pages = Object.values(language.pages);
        expect(new Set(pages.map(({ title }) => title))).to.have.lengthOf(outcomes.length);
        expect(new Set(pages.map(({ heading }) => heading))).to.have.lengthOf(outcomes.length);
      });

      it('gives the code once, in ASCII digits that a phone recognises, and names the brand as it is', () => {
        expect(language.messages.verify('012345').match(/\d+/g)).to.deep.equal(['012345']);
        expect(language.messages.verify('012345', 'Example').match(/\d+|Example/g)).to.have.members([
          '012345',
          'Example',
        ]);
        expect(language.messages['in-use']('Example')).to.include('Example');
        expect(language.messages['not-found']('Example')).to.include('Example');
      });

      it('has no number and no link in a message without a code', () => {
        for (const purpose of ['in-use', 'not-found'] as const) {
          expect(language.messages[purpose]()).not.to.match(/\p{Nd}|:\/\/|www\.|@/u);
        }
      });
    });
  }

  it('share no text: nothing was left untranslated', () => {
    const texts = languages.flatMap((language) => textsOf(language).map(([, text]) => text));
    // `Código incorreto` and `Código incorrecto` are as near as two come.
    const repeated = texts.filter((text, index) => texts.indexOf(text) !== index);
    expect(repeated).to.deep.equal([]);
  });
});

describe('chooseLanguage', () => {
  const cases: [locales: string[], expected: string][] = [
    [[], 'en'],
    [['de'], 'de'],
    [['DE'], 'de'],
    [['pt-BR'], 'pt'],
    [['pt-PT', 'en'], 'pt'],
    [['ja-Jpan-JP-u-ca-japanese'], 'ja'],
    [['ar-EG'], 'ar'],
    [['zh-Hant-TW', 'fr-CA', 'en'], 'fr'],
    [['it', 'nl'], 'en'],
    [['*', 'es'], 'es'],
    [['', '-', '--', 'de-'], 'de'],
    [['deutsch', 'd', 'en-GB-oed'], 'en'],
    [['den-DE', 'fr'], 'fr'],
    [['x-de'], 'en'],
    [[`de-${'a'.repeat(10_000)}`], 'de'],
    [['constructor', '__proto__', 'toString'], 'en'],
  ];
  for (const [locales, expected] of cases) {
    it(`answers ${expected} for ${JSON.stringify(locales).slice(0, 60)}`, () => {
      expect(chooseLanguage(locales).tag).to.equal(expected);
    });
  }

  it('answers a language whatever it is given', () => {
    const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
    const locale = fc.oneof(fc.string({ unit }), fc.stringMatching(/^[a-zA-Z0-9*-]{0,60}$/));
    fc.assert(
      fc.property(fc.array(locale), (locales) => {
        expect(languages).to.include(chooseLanguage(locales));
      }),
    );
  });

  it('lets an earlier locale win over later ones', () => {
    const tag = fc.constantFrom(...languages.map((language) => language.tag));
    fc.assert(
      fc.property(tag, fc.array(fc.string()), (first, rest) => {
        expect(chooseLanguage([`${first}-XY`, ...rest]).tag).to.equal(first);
      }),
    );
  });
});

describe('the value of a tag', () => {
  it('is that of the longest part that has one, without a singleton at its end (RFC 4647, 3.4)', () => {
    const byTag = new Map([
      ['zh', 1],
      ['zh-hant', 2],
      ['zh-hant-x', 3],
    ]);
    const found = ['zh-TW', 'zh-Hant-TW', 'zh-Hant-x-private', 'zh-Hant-x', 'de'].map((tag) =>
      lookUpTag(tag, byTag),
    );
    expect(found).to.deep.equal([1, 2, 2, 3, undefined]);
  });
});
