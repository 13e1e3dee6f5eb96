import { expect } from 'chai';
import { limitExceeded } from '../../dist/errors/limit-exceeded.js';

describe('the error of a limit', () => {
  for (const what of ['messages', 'registrations'] as const)
    it(`says that there were too many ${what}, and when to come back`, () => {
      const { errcode, status, message, retryAfterMs } = limitExceeded(what, 1_500);
      expect({ errcode, status, message, retryAfterMs }).to.deep.equal({
        errcode: 'M_LIMIT_EXCEEDED',
        status: 429,
        message: `Too many ${what}; try again later`,
        retryAfterMs: 1_500,
      });
    });

  it('has the challenge that can be solved instead', () => {
    expect(limitExceeded('messages', 1_500).challenge).to.equal(undefined);
    const challenge = { type: 'riddle' };
    expect(limitExceeded('messages', 1_500, challenge)).to.deep.include({ retryAfterMs: 1_500, challenge });
  });
});
