import { MatrixError } from './matrix-error.js';

/** The error of a caller that has reached a limit. */
export function limitExceeded(what: 'messages' | 'registrations', retryAfterMs: number): MatrixError {
  return new MatrixError('M_LIMIT_EXCEEDED', `Too many ${what}; try again later`, { retryAfterMs });
}
