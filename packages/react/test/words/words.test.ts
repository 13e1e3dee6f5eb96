import { expect } from 'chai';
import fc from 'fast-check';
import { around, filled, wordsOfFound } from '../../dist/words/filled.js';
import { localeOf } from '../../dist/words/locale-of.js';
import { builtInWords, wordsOf } from '../../dist/words/words-of.js';
import { wordsOfWait } from '../../dist/words/words-of-wait.js';

const { en } = builtInWords;
if (en === undefined) throw new Error('no English');

type Texts = Readonly<Record<string, unknown>>;

/** The texts by path, such as `code.lead`. The plurals of a language are its own. */
function textsOf(words: object, path = ''): Readonly<Record<string, string>> {
  const pairs = Object.entries(words as Texts).flatMap(([name, value]) => {
    if (name === 'found') return [];
    if (typeof value === 'string') return [[`${path}${name}`, value] as const];
    return Object.entries(textsOf(value as object, `${path}${name}.`));
  });
  return Object.fromEntries(pairs);
}

function marksOf(text: string): readonly string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

describe('the words of the component', () => {
  for (const [tag, words] of Object.entries(builtInWords)) {
    describe(`in ${tag}`, () => {
      const texts = textsOf(words);
      const plurals = Object.values(words.countries.found);

      it('are complete, with the same values as in English', () => {
        expect(words.tag).to.equal(tag);
        expect(Object.keys(texts)).to.have.members(Object.keys(textsOf(en)));
        for (const [path, text] of Object.entries(textsOf(en))) {
          expect(marksOf(texts[path] ?? ''), path).to.deep.equal(marksOf(text));
        }
      });

      it('are neither empty nor carelessly typed', () => {
        for (const text of [...Object.values(texts), ...plurals]) {
          expect(text).to.match(/^\S.*\S$|^\S$/);
          expect(text, 'straight quotes and three dots').to.not.match(/'|"|\.\.\./);
        }
      });

      it('count countries in every plural that the numbers of countries have', () => {
        const rules = new Intl.PluralRules(tag);
        for (let count = 0; count <= 250; count += 1) {
          expect(words.countries.found, String(count)).to.have.property(rules.select(count));
        }
        expect(wordsOfFound(words, 117)).to.include('117');
      });

      it('say a wait', () => {
        expect(wordsOfWait(words, 65_000)).to.include('1:05');
        expect(wordsOfWait(words, 3 * 86_400_000)).to.match(/3/);
      });
    });
  }

  it('are data that a server can pass to the browser', () => {
    expect(JSON.parse(JSON.stringify(builtInWords))).to.deep.equal(builtInWords);
  });

  it('are found by the page’s language', () => {
    const found = ['pt-BR', 'PT_br', 'zh-Hans-CN', '', 'de-Latn-x-a', 'ar-EG', 'x'].map(
      (lang) => wordsOf(lang).tag,
    );
    expect(found).to.deep.equal(['pt', 'pt', 'en', 'en', 'de', 'ar', 'en']);
  });

  it('can be added and replaced', () => {
    const dutch = { ...en, tag: 'nl' };
    const swiss = { ...en, tag: 'de-CH' };
    expect(wordsOf('nl-BE', { nl: dutch })).to.equal(dutch);
    expect(wordsOf('de-ch', { 'de-CH': swiss })).to.equal(swiss);
    expect(wordsOf('de', { 'de-CH': swiss }).tag).to.equal('de');
  });

  it('are found for any text', () => {
    fc.assert(
      fc.property(fc.string(), (lang) => {
        const words = wordsOf(lang);
        expect(() => new Intl.DisplayNames(localeOf(lang, words), { type: 'region' })).to.not.throw();
      }),
    );
  });

  it('keep the page’s own region for names and times', () => {
    const { pt } = builtInWords;
    if (pt === undefined) throw new Error('no Portuguese');
    expect(localeOf('pt-PT', pt)).to.equal('pt-PT');
    expect(localeOf('pt_PT', pt)).to.equal('pt-PT');
    expect(localeOf('zh-CN', en)).to.equal('en');
    expect(localeOf('pt-', pt)).to.equal('pt');
  });
});

describe('a wait in words', () => {
  const said = (ms: number): string => wordsOfWait(en, ms);

  it('counts down up to an hour, and is rounded up beyond', () => {
    expect([1, 1_000, 59_001, 3_600_000].map(said)).to.deep.equal([
      'in 0:01',
      'in 0:01',
      'in 1:00',
      'in 60:00',
    ]);
    expect([3_600_001, 7_200_001, 172_800_001].map(said)).to.deep.equal([
      'in 61 minutes',
      'in 3 hours',
      'in 3 days',
    ]);
  });
});

describe('a text with values', () => {
  it('takes those it has a mark for', () => {
    expect(filled('{a} and {b}, {c}', { a: '1', b: '{a}' })).to.equal('1 and {a}, {c}');
  });

  it('can be had before and after a value', () => {
    expect(around('sent to {number}.', 'number')).to.deep.equal(['sent to ', '.']);
    expect(around('sent', 'number')).to.deep.equal(['sent', '']);
  });
});
