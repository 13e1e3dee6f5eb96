import assert from 'node:assert/strict';
import { MatrixError, statusByErrcode } from '@threepid/core';

/** What a step returns, or the `MatrixError` that it throws. Any other error is a bug. */
export function orMatrixError<T>(step: () => T): T | MatrixError {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    assert.ok(Object.hasOwn(statusByErrcode, error.errcode), `an errcode that is none: ${error.errcode}`);
    assert.ok(error.status >= 400 && error.status < 500, `${error.errcode} with status ${error.status}`);
    return error;
  }
}
