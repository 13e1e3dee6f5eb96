import { expect } from 'chai';
import { assertOperatorChange } from '../../dist/domain/operator-change.js';

describe('the change of an operator', () => {
  for (const change of [
    { by: 'a' },
    { by: 'x'.repeat(100), reason: 'y'.repeat(500) },
    { by: 'a', reason: '' },
    { by: 'a', reason: undefined },
  ])
    it(`may be ${JSON.stringify(change).slice(0, 40)}`, () => {
      expect(() => {
        assertOperatorChange(change);
      }).not.to.throw();
    });

  const who = 'by must say who it is, in 1 to 100 characters';
  const why = 'reason must have at most 500 characters';
  for (const [change, says] of [
    [{ by: '' }, who],
    [{ by: ' ' }, who],
    [{ by: 'x'.repeat(101) }, who],
    [{ by: 7 }, who],
    [{ by: ['a'] }, who],
    [{}, who],
    [{ by: 'a', reason: 'y'.repeat(501) }, why],
    [{ by: 'a', reason: 7 }, why],
    [{ by: 'a', reason: null }, why],
  ] as const)
    it(`may not be ${JSON.stringify(change).slice(0, 40)}`, () => {
      expect(() => {
        assertOperatorChange(change as never);
      })
        .to.throw(says)
        .with.property('errcode', 'M_INVALID_PARAM');
    });
});
