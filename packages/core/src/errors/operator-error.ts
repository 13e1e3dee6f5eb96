/**
 * Marks an error whose message was written for the operator's log and holds no number, text, code or secret. Of any
 * other error a log gets no message: it is a stranger's, and may quote what it was given.
 *
 * A registered symbol: a bundler may have given a package a copy of this one.
 */
export const forOperator: unique symbol = Symbol.for('threepid.forOperator');

/** An error for the operator's log: its message is ours, and holds nothing that came in. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';

  readonly [forOperator] = true;
}

/** Marks an error of another class, such as a `TypeError` that says which option is missing. */
export function markedForOperator<E extends Error>(error: E): E {
  return Object.assign(error, { [forOperator]: true });
}
