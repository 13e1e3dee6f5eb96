import { expect } from 'chai';
import fc from 'fast-check';
import { codeIn } from '../../dist/code/code-in.js';

/** The zeros of some scripts; mathematical digits lie behind four others. */
const zeros = ['0', '٠', '۰', '०', '০', '０', '𝟶', '🯰'];

describe('codeIn', () => {
  it('finds the code in a message, with other numbers in it', () => {
    expect(codeIn('Your code for 24 h is 482915. Call 555 if in doubt.\n@app.example #482915')).to.equal(
      '482915',
    );
  });

  it('forgives spaces and dashes, and keeps six digits at most', () => {
    expect(codeIn(' 482 915 ')).to.equal('482915');
    expect(codeIn('48-29-15-7')).to.equal('482915');
    expect(codeIn('x')).to.equal('');
  });

  it('reads the digits of any script', () => {
    const code = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...zeros), code, (zero, digits) => {
        const written = digits.map((digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + digit));
        expect(codeIn(written.join(''))).to.equal(digits.join(''));
      }),
    );
  });
});
