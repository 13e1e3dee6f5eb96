import { forOperator, type SmsResult } from '@threepid/core';

/** A sender that did not send the message, and its result. */
export interface FailedTry {
  /** The sender's name. */
  readonly sender: string;
  readonly result: Exclude<SmsResult, { readonly kind: 'sent' }>;
}

/** No sender sent the message. `errors` has the cause of each, in the order of the tries. */
export class FailoverError extends AggregateError {
  override readonly name = 'FailoverError';
  readonly [forOperator] = true;

  constructor(readonly tries: readonly FailedTry[]) {
    super(
      tries.map(({ result }) => result.cause),
      `no sender sent the message: ${tries.map(described).join('; ')}`,
    );
  }
}

function described({ sender, result }: FailedTry): string {
  if (result.kind !== 'unavailable') return `${sender}: ${result.kind}`;
  return `${sender}: unavailable, taken: ${result.taken}`;
}
