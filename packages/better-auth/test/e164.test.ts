import { threepidOtp } from '@threepid/better-auth';
import { expect } from 'chai';
import fc from 'fast-check';
import { createAuthHost } from './auth-host.js';

describe('phoneNumberValidator', () => {
  const { threepid } = createAuthHost();
  const { phoneNumberValidator } = threepidOtp(threepid);
  const canonical = '+447400123456';

  it('accepts one spelling of a number, of all that it may have', () => {
    const separator = fc.constantFrom('', ' ', '-', '(', ')', '.', '\u00a0');
    const { length } = canonical;
    fc.assert(
      fc.property(fc.array(separator, { minLength: length, maxLength: length }), (between) => {
        const spelling = Array.from(canonical, (digit, index) => `${between[index] ?? ''}${digit}`).join('');
        expect(phoneNumberValidator(spelling)).to.equal(spelling === canonical);
      }),
    );
  });

  it('answers any text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof phoneNumberValidator(text) === 'boolean'));
  });
});
