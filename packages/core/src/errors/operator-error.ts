/**
 * Marks an error whose message is written for the operator's log and contains no number, text, code or secret. Messages
 * of other errors are never logged, because they may quote their input.
 *
 * A registered symbol: a bundler may have given a package a copy of this one.
 */
export const forOperator: unique symbol = Symbol.for('threepid.forOperator');

/** An error for the operator's log. Its message is ours and contains nothing from a request. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';

  readonly [forOperator] = true;
}

/** Marks an error of another class, such as a `TypeError` that says which option is missing. */
export function markedForOperator<E extends Error>(error: E): E {
  return Object.assign(error, { [forOperator]: true });
}
