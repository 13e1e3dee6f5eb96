import { MatrixError, OperatorError, StorageUnavailableError } from '@threepid/core';
import { expect } from 'chai';
import { forOperator, markedForOperator } from '../../dist/errors/operator-error.js';
import { OverloadedError } from '../../dist/errors/overloaded-error.js';
import { statusByErrcode } from '../../dist/errors/status-by-errcode.js';

describe('MatrixError', () => {
  it('has the status of its errcode, unless it is given another', () => {
    expect(new MatrixError('M_NO_VALID_SESSION', 'a')).to.include({
      name: 'MatrixError',
      errcode: 'M_NO_VALID_SESSION',
      message: 'a',
      status: 404,
      retryAfterMs: undefined,
      challenge: undefined,
      relayed: undefined,
    });
    expect(new MatrixError('M_UNRECOGNIZED', 'a', { status: 405 }).status).to.equal(405);
  });

  it('has what else it is given, and a cause only then', () => {
    const cause = new Error('why');
    const challenge = { type: 'riddle' };
    const error = new MatrixError('M_LIMIT_EXCEEDED', 'a', { retryAfterMs: 7, challenge, cause });
    expect(error).to.include({ retryAfterMs: 7, challenge, cause });
    expect(new MatrixError('M_LIMIT_EXCEEDED', 'a')).to.not.have.property('cause');
  });

  it('is ours to log, unless another server has written it', () => {
    expect(new MatrixError('M_UNKNOWN', 'a')[forOperator]).to.equal(true);
    const relayed = MatrixError.relay('ORG.EXAMPLE.CODE', 'a', {
      status: 418,
      fields: { errcode: 'x', b: 1 },
    });
    expect(relayed[forOperator]).to.equal(false);
    expect(relayed).to.include({ errcode: 'ORG.EXAMPLE.CODE', status: 418, message: 'a' });
    expect(relayed.relayed).to.deep.equal({ errcode: 'x', b: 1 });
  });

  it('takes the time of another server if it is one', () => {
    const timeOf = (retry_after_ms: unknown): number | undefined =>
      MatrixError.relay('M_LIMIT_EXCEEDED', 'a', { status: 429, fields: { retry_after_ms } }).retryAfterMs;
    expect([0, 1, 60_000].map(timeOf)).to.deep.equal([0, 1, 60_000]);
    for (const wrong of [-1, 0.5, Infinity, NaN, '5', null, undefined])
      expect(timeOf(wrong)).to.equal(undefined);
  });
});

describe('the status of an errcode', () => {
  it('is that of the specification', () => {
    const byStatus: Readonly<Record<number, string>> = {
      401: 'M_MISSING_TOKEN M_UNAUTHORIZED M_UNKNOWN_TOKEN',
      403: 'M_FORBIDDEN M_TERMS_NOT_SIGNED M_THREEPID_AUTH_FAILED M_THREEPID_DENIED',
      404: 'M_NO_VALID_SESSION M_UNRECOGNIZED',
      413: 'M_TOO_LARGE',
      429: 'M_LIMIT_EXCEEDED',
      500: 'M_UNKNOWN',
    };
    const errcodesOf = (status: number): string =>
      Object.entries(statusByErrcode)
        .filter(([, each]) => each === status)
        .map(([errcode]) => errcode)
        .sort()
        .join(' ');
    for (const [status, errcodes] of Object.entries(byStatus))
      expect(errcodesOf(Number(status)), status).to.equal(errcodes);
    expect(errcodesOf(400).split(' ')).to.have.length(14);
  });
});

describe('an error for the operator', () => {
  it('is marked, and named after its class', () => {
    expect(new OperatorError('a')).to.include({ name: 'OperatorError', message: 'a', [forOperator]: true });
    expect(new OverloadedError('a')).to.include({ name: 'OverloadedError', [forOperator]: true });
    const cause = new Error('why');
    const error = new StorageUnavailableError('a', { retryAfterMs: 5, cause });
    expect(error).to.include({
      name: 'StorageUnavailableError',
      retryAfterMs: 5,
      cause,
      [forOperator]: true,
    });
    expect(new StorageUnavailableError('a')).to.include({ retryAfterMs: undefined });
  });

  it('may be one of another class', () => {
    const error = new TypeError('a');
    expect(markedForOperator(error)).to.equal(error).and.to.have.property(forOperator, true);
    expect(forOperator).to.equal(Symbol.for('threepid.forOperator'));
  });
});
