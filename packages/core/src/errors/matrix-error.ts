import { forOperator } from './operator-error.js';
import { statusByErrcode, type Errcode } from './status-by-errcode.js';

/** What a `MatrixError` may carry beside its code and its text. */
export interface MatrixErrorOptions {
  /** Milliseconds until the request may be made again; sent as `retry_after_ms` and as `Retry-After` (seconds, rounded up). */
  readonly retryAfterMs?: number;
  /** Another status than the errcode's own: 405 of `M_UNRECOGNIZED`, 502 and 503 of `M_UNKNOWN`. */
  readonly status?: number;
  /** Logged, never sent. */
  readonly cause?: unknown;
  /** Further fields of another server's error, relayed as they are. */
  readonly relayed?: Readonly<Record<string, unknown>>;
}

/**
 * An error that a client is told: `{"errcode": ..., "error": ...}`.
 *
 * The message is shown to people who call the API. It says what to change and holds nothing that came in.
 * Source: Matrix client-server API, "Standard error response".
 */
export class MatrixError extends Error {
  override readonly name = 'MatrixError';
  /** One of ours, or another server's, relayed. */
  readonly errcode: Errcode | (string & {});
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** Further fields of another server's error; undefined for an error of ours. */
  readonly relayed: Readonly<Record<string, unknown>> | undefined;

  constructor(errcode: Errcode, message: string, options: MatrixErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.errcode = errcode;
    this.status = options.status ?? statusByErrcode[errcode];
    this.retryAfterMs = options.retryAfterMs;
    this.relayed = options.relayed;
  }

  /** The words of another server's error are a stranger's. */
  get [forOperator](): boolean {
    return this.relayed === undefined;
  }

  /** Another server's error, as it was: its errcode may be one that we never use ourselves. */
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

/** Another server may write 1e999, which JSON reads as infinite. */
function isMilliseconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
