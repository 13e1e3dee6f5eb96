import { OperatorError } from './operator-error.js';
/** Details of a `StorageUnavailableError`. */
export interface StorageUnavailableErrorOptions extends ErrorOptions {
  /** Time until a retry may succeed, in milliseconds; sent as `Retry-After`. Absent if unknown. */
  readonly retryAfterMs?: number;
}

/**
 * A storage failed to take its step: it is down, too slow or full. The caller gets 503 `M_UNKNOWN`, and no message is
 * sent. The error's message is for the operator's log.
 */
export class StorageUnavailableError extends OperatorError {
  override readonly name = 'StorageUnavailableError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryAfterMs, ...options }: StorageUnavailableErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
