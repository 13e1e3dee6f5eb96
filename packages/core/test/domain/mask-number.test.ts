import { maskNumber } from '@threepid/core';
import { expect } from 'chai';

describe('maskNumber', () => {
  it('keeps what tells two numbers apart and hides the rest', () => {
    expect(maskNumber('447400123456')).to.equal('+44********56');
    expect(maskNumber('+447400123456')).to.equal('+44********56');
    expect(maskNumber('123456')).to.equal('+12**56');
    expect(maskNumber('12345')).to.equal('*****');
    expect(maskNumber('1+2345')).to.equal('+1+**45');
  });
});
