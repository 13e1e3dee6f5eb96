import { OperatorError } from './operator-error.js';
/** Details of a `StorageUnavailableError`. */
export interface StorageUnavailableErrorOptions extends ErrorOptions {
  /** When asking again may help, in milliseconds: answered as `Retry-After`. Absent if nobody knows. */
  readonly retryAfterMs?: number;
}

/**
 * A storage could not take its step: it is down, too slow or full. Answered as 503 `M_UNKNOWN`; no message is sent.
 * The message is for the operator's log.
 */
export class StorageUnavailableError extends OperatorError {
  override readonly name = 'StorageUnavailableError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryAfterMs, ...options }: StorageUnavailableErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
