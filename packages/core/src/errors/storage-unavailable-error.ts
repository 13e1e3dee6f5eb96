import { OperatorError } from './operator-error.js';

/**
 * A storage could not take its step: it is down, too slow or full. Answered as 503 `M_UNKNOWN`; no message is sent.
 * The message is for the operator's log.
 */
export class StorageUnavailableError extends OperatorError {
  override readonly name = 'StorageUnavailableError';
}
