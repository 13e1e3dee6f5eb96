import { expect } from 'chai';
import fc from 'fast-check';
import { errorOf, exampleOf, formatTyped } from '../../dist/phone/phone-rules.js';

const digitsOf = (text: string): string => text.replace(/[^\d+]/g, '');
const append = (before: string, key: string) =>
  formatTyped({ before, typed: before + key, caret: before.length + 1 }, 'US');

describe('formatTyped', () => {
  it('loses no digit, and keeps the caret behind the last one', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 15 });
    fc.assert(
      fc.property(keys, (typed) => {
        let text = '';
        for (const key of typed) {
          const next = append(text, key);
          text = next.text;
          expect(next.caret).to.equal(text.length - (/[^\d]*$/.exec(text)?.[0].length ?? 0));
        }
        expect(digitsOf(text)).to.equal(typed.join(''));
      }),
    );
  });

  it('deletes the digit before a deleted mark', () => {
    expect(formatTyped({ before: '(202) 555', typed: '(202 555', caret: 4 }, 'US').text).to.equal('(205) 55');
  });

  it('knows the country of an international number', () => {
    expect(formatTyped({ before: '', typed: '+4915112345678', caret: 14 }, 'GB')).to.deep.equal({
      text: '+49 1511 2345678',
      caret: 16,
      country: 'DE',
    });
  });
});

describe('errorOf', () => {
  const errors = { '': 'empty', '0': 'too-short', '0740012345678': 'too-long', '07400 123456': undefined };
  for (const [typed, error] of Object.entries(errors)) {
    it(`of '${typed}' is ${error ?? 'none'}`, () => {
      expect(errorOf(typed, 'GB')).to.equal(error);
    });
  }

  it('is none for the example of a country', () => {
    for (const country of ['GB', 'US', 'DE', 'IT', 'CI', 'JP'] as const)
      expect(errorOf(exampleOf(country) ?? '', country), country).to.equal(undefined);
  });
});
