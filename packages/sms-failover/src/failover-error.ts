import { forOperator, type SmsResult } from '@threepid/core';

/** A sender that did not send. */
export interface FailedTry {
  /** The sender's name. */
  readonly sender: string;
  readonly result: Exclude<SmsResult, { readonly kind: 'sent' }>;
}

/** Why no sender sent: the causes of all in `errors`, in the order of the tries. */
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
