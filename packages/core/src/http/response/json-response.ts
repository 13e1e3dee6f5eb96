import { MatrixError } from '../../errors/matrix-error.js';
import { statusByErrcode } from '../../errors/status-by-errcode.js';
import type { StorageUnavailableError } from '../../errors/storage-unavailable-error.js';
import type { HttpResponse } from './http-response.js';

/** The headers of a JSON answer without others of its own. It belongs to one session, so caches must not store it. */
export const jsonHeaders: HttpResponse['headers'] = Object.freeze({
  'content-type': 'application/json',
  'cache-control': 'no-store',
});

/** A JSON answer. */
export function jsonResponse(
  status: number,
  value: Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
): HttpResponse {
  return {
    status,
    headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers },
    body: JSON.stringify(value),
  };
}

/** The error that is sent to a client. Causes are never sent. */
export function errorResponse(error: MatrixError, headers?: Readonly<Record<string, string>>): HttpResponse {
  const { errcode, message, status, retryAfterMs, challenge, relayed } = error;
  if (retryAfterMs === undefined)
    return {
      ...jsonResponse(status, { ...relayed, errcode, error: message }, headers),
      errcode: ours(error),
    };
  // JSON has no undefined: without a challenge, there is no such field.
  const response = jsonResponse(
    status,
    { challenge, ...relayed, errcode, error: message, retry_after_ms: retryAfterMs },
    { ...headers, 'retry-after': String(retryAfterSeconds(retryAfterMs)) },
  );
  return { ...response, errcode: ours(error) };
}

/** The errcode for logs and metrics: another server's may have anything in it. */
function ours({ errcode }: MatrixError): string {
  return Object.hasOwn(statusByErrcode, errcode) ? errcode : 'other';
}

/** The value of a `Retry-After` header: whole seconds, at least 1. */
export function retryAfterSeconds(retryAfterMs: number): number {
  return Math.max(1, Math.ceil(retryAfterMs / 1_000));
}

/** The error that is sent to a client for any value that threepid throws: 503 if the storage is down, 500 for a bug. */
export function toMatrixError(error: unknown): MatrixError {
  if (isMatrixError(error)) return error;
  if (isStorageUnavailable(error)) {
    return new MatrixError('M_UNKNOWN', 'The server cannot do this now; try again', {
      status: 503,
      cause: error,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    });
  }
  return new MatrixError('M_UNKNOWN', 'Internal server error', { cause: error });
}

/** True for a `MatrixError`. Compared by name, because a bundler may have given an adapter another copy of the class. */
function isMatrixError(error: unknown): error is MatrixError {
  return error instanceof Error && error.name === 'MatrixError';
}

/** True for an `OverloadedError`, by name too. */
export function isOverloaded(error: unknown): boolean {
  return error instanceof Error && error.name === 'OverloadedError';
}

/** True for a `StorageUnavailableError`. Compared by name, because a bundler may have given the storage another copy of the class. */
export function isStorageUnavailable(error: unknown): error is StorageUnavailableError {
  return error instanceof Error && error.name === 'StorageUnavailableError';
}
