import { MatrixError } from '@threepid/core';
import { expect } from 'chai';
import { answerClientServerError } from '../../../dist/http/routes/client-server-error.js';

function told(error: unknown): readonly unknown[] {
  const { status, body } = answerClientServerError(error);
  return [status, JSON.parse(body)];
}

describe('an error of the client-server API', () => {
  it('has the name and the status that it has there, and our sentence', () => {
    for (const [ours, status, theirs] of [
      ['M_DESTINATION_REJECTED', 403, 'M_THREEPID_DENIED'],
      ['M_INVALID_ADDRESS', 400, 'M_INVALID_PARAM'],
      ['M_MISSING_PARAMS', 400, 'M_MISSING_PARAM'],
      ['M_FORBIDDEN', 403, 'M_FORBIDDEN'],
    ] as const)
      expect(told(new MatrixError(ours, 'x'))).to.deep.equal([status, { errcode: theirs, error: 'x' }]);
  });

  it('is told as it came if another server says it', () => {
    const relayed = { status: 418, fields: { odd: true } };
    expect(told(MatrixError.relay('M_INVALID_ADDRESS', 'x', relayed))).to.deep.equal([
      418,
      { odd: true, errcode: 'M_INVALID_ADDRESS', error: 'x' },
    ]);
  });

  it('tells nothing of a bug', () => {
    expect(told(new Error('a secret'))).to.deep.equal([
      500,
      { errcode: 'M_UNKNOWN', error: 'Internal server error' },
    ]);
  });
});
