import { forOperator } from './operator-error.js';
import { statusByErrcode, type Errcode } from './status-by-errcode.js';

/** Details of a `MatrixError`. */
export interface MatrixErrorOptions {
  /** Milliseconds until the request may be made again; sent as `retry_after_ms` and as `Retry-After` (seconds, rounded up). */
  readonly retryAfterMs?: number;
  /** A status other than the errcode's usual one: 405 for `M_UNRECOGNIZED`, 502 and 503 for `M_UNKNOWN`. */
  readonly status?: number;
  /** A challenge that the caller can solve instead of waiting; sent as `challenge`. */
  readonly challenge?: Readonly<Record<string, unknown>>;
  /** Logged, never sent. */
  readonly cause?: unknown;
  /** Additional fields of another server's error, relayed unchanged. */
  readonly relayed?: Readonly<Record<string, unknown>>;
}

/**
 * An error that is sent to the client: `{"errcode": ..., "error": ...}`.
 *
 * The message is for users of the API. It says what to change, and contains nothing from the request.
 * Source: Matrix client-server API, "Standard error response".
 */
export class MatrixError extends Error {
  override readonly name = 'MatrixError';
  /** The errcode: one of ours, or a relayed one of another server. */
  readonly errcode: Errcode | (string & {});
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** A challenge of `ThreepidOptions.challenge`: repeat the request with the answer to it, instead of waiting. */
  readonly challenge: Readonly<Record<string, unknown>> | undefined;
  /** Additional fields of another server's error; undefined for our own errors. */
  readonly relayed: Readonly<Record<string, unknown>> | undefined;

  constructor(errcode: Errcode, message: string, options: MatrixErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.errcode = errcode;
    this.status = options.status ?? statusByErrcode[errcode];
    this.retryAfterMs = options.retryAfterMs;
    this.challenge = options.challenge;
    this.relayed = options.relayed;
  }

  /** Another server's message may contain anything. */
  get [forOperator](): boolean {
    return this.relayed === undefined;
  }

  /** Another server's error, unchanged. Its errcode may be one that we never use ourselves. */
  static relay(
    errcode: string,
    message: string,
    { status, fields }: { readonly status: number; readonly fields: Readonly<Record<string, unknown>> },
  ): MatrixError {
    const { retry_after_ms: retryAfterMs } = fields;
    return new MatrixError(errcode as Errcode, message, {
      status,
      relayed: fields,
      ...(isMilliseconds(retryAfterMs) ? { retryAfterMs } : {}),
    });
  }
}

/** Another server may send 1e999, which JSON.parse reads as Infinity. */
function isMilliseconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
