import { MatrixError } from './matrix-error.js';

/**
 * The error of a caller that has reached a limit.
 *
 * @param challenge what the caller can solve instead of waiting.
 */
export function limitExceeded(
  what: 'messages' | 'registrations',
  retryAfterMs: number,
  challenge?: Readonly<Record<string, unknown>>,
): MatrixError {
  const options = challenge === undefined ? { retryAfterMs } : { retryAfterMs, challenge };
  return new MatrixError('M_LIMIT_EXCEEDED', `Too many ${what}; try again later`, options);
}
