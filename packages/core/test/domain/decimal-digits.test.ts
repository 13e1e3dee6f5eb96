import { expect } from 'chai';
import fc from 'fast-check';
import { toAsciiDigits } from '../../dist/domain/decimal-digits.js';

/** Systems of ten digits that ICU knows, each written 0 to 9. */
const systems = Intl.supportedValuesOf('numberingSystem')
  .map((system) => {
    const format = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false });
    return { system, digits: Array.from({ length: 10 }, (_, digit) => format.format(digit)) };
  })
  .filter(({ digits }) => digits.every((digit) => /^\p{Nd}$/u.test(digit)));

describe('toAsciiDigits', () => {
  it('knows many scripts', () => {
    expect(systems.length).to.be.greaterThan(20);
  });

  for (const { system, digits } of systems) {
    it(`reads the digits of ${system}`, () => {
      expect(toAsciiDigits(digits.join(''))).to.equal('0123456789');
    });
  }

  it('leaves all else as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/\p{Nd}/u.test(text));
        expect(toAsciiDigits(text)).to.equal(text);
      }),
    );
  });

  it('reads mathematical digits, whose scripts lie side by side', () => {
    expect(toAsciiDigits('𝟎𝟗𝟘𝟡𝟢𝟫𝟬𝟵𝟶𝟿')).to.equal('0909090909');
  });
});
