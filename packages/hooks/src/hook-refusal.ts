import type { MatrixError } from '@threepid/core';

/** Details of a `HookRefusal`. */
interface HookRefusalDetails {
  readonly retryAfterMs?: number | undefined;
  /** True if the message is for the person whose number it is: the call itself was right. */
  readonly isForPerson?: boolean;
  /** Logged, never sent. */
  readonly cause?: unknown;
}

/** A call that is refused, in no product's form yet. The message contains nothing of the call. */
export class HookRefusal extends Error {
  override readonly name = 'HookRefusal';
  readonly retryAfterMs: number | undefined;
  readonly isForPerson: boolean;

  constructor(
    readonly status: number,
    message: string,
    { retryAfterMs, isForPerson = false, cause }: HookRefusalDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryAfterMs = retryAfterMs;
    this.isForPerson = isForPerson;
  }
}

/** What a caller that isn't known gets, whatever was wrong. */
export function unauthorized(): HookRefusal {
  return new HookRefusal(401, 'The call is not authenticated');
}

/** The refusal for any thrown value. */
export function refusalOf(error: unknown): HookRefusal {
  if (error instanceof HookRefusal) return error;
  if (isMatrixError(error)) return refusalOfMessage(error);
  if (error instanceof Error && error.name === 'StorageUnavailableError')
    return new HookRefusal(503, 'The server cannot do this now; try again', { cause: error });
  return new HookRefusal(500, 'Internal server error', { cause: error });
}

/** By name, as below: a bundler may have given the framework or the storage another copy of the class. */
function isMatrixError(error: unknown): error is MatrixError {
  return error instanceof Error && error.name === 'MatrixError';
}

function refusalOfMessage(error: MatrixError): HookRefusal {
  const { errcode, status, message, retryAfterMs, cause } = error;
  const details = { retryAfterMs, cause, isForPerson: status < 500 };
  if (errcode === 'M_INVALID_ADDRESS') return new HookRefusal(400, 'This phone number is not valid', details);
  // The provider's failure, not the caller's.
  if (errcode === 'M_SEND_ERROR')
    return new HookRefusal(502, 'The message could not be sent; try again', details);
  return new HookRefusal(status, message, details);
}
