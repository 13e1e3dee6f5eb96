import { expect } from 'chai';
import { maskDigits } from '../../dist/domain/mask-digits.js';

describe('maskDigits', () => {
  for (const [text, masked] of [
    ['447400123456', '[digits]'],
    ['a 482915 b 482 915', 'a [digits] b [digits]'],
    ['(48) 29-15', '([digits]'],
    ['4  8  2  9  1  5', '[digits]'],
    ['4   8   2   9   1   5', '4   8   2   9   1   5'],
    ['4.8.2.9.1.5', '4.8.2.9.1.5'],
    ['٤٨٢٩١٥', '[digits]'],
    ['48291', '48291'],
    ['status 0x00000045 of 4', 'status 0x00000045 of 4'],
    ['0x000000045', '0x[digits]'],
    ['a0x00000045', 'a0x[digits]'],
    ['0x', '0x'],
  ] as const)
    it(`makes '${masked}' of '${text}'`, () => {
      expect(maskDigits(text)).to.equal(masked);
    });
});
