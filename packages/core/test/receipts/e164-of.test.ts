import { e164Of } from '@threepid/core';
import { expect } from 'chai';

describe('the number of a receipt', () => {
  for (const [text, number] of [
    ['+447400123456', '+447400123456'],
    ['447400123456', '+447400123456'],
    ['1234567', '+1234567'],
    ['123456789012345', '+123456789012345'],
  ] as const)
    it(`is ${number} for '${text}'`, () => {
      expect(e164Of(text)).to.equal(number);
    });

  for (const text of [
    '',
    '+',
    '123456',
    '1234567890123456',
    '0447400123456',
    '++447400123456',
    ' 447400123456',
    '4474x0123456',
  ])
    it(`is none for '${text}'`, () => {
      expect(e164Of(text)).to.equal(undefined);
    });
});
