import { OperatorError } from './operator-error.js';

/** Something on our side is asked more than it may be. The router logs it now and then only: whoever floods it must not flood the log. */
export class OverloadedError extends OperatorError {
  override readonly name = 'OverloadedError';
}
