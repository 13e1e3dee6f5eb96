import { expect } from 'chai';
import { createSecretCheck } from '../../dist/domain/secret-check.js';

describe('a check of secrets', () => {
  const isSecret = createSecretCheck(['one', 'other']);

  it('takes each of them, and nothing else', () => {
    expect(['one', 'other', 'One', 'one ', '', undefined].map(isSecret)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('takes nothing without secrets', () => {
    expect(['', 'undefined', undefined].map(createSecretCheck([]))).to.deep.equal([false, false, false]);
  });
});
