/**
 * The errcodes that the calls for phone numbers are refused with, beside `M_LIMIT_EXCEEDED` and `M_UNKNOWN`.
 * Source: Matrix identity service API, `validate/msisdn/requestToken` and `submitToken`.
 */
const refusals = [
  'M_BAD_JSON',
  'M_DESTINATION_REJECTED',
  'M_FORBIDDEN',
  'M_INVALID_ADDRESS',
  'M_INVALID_PARAM',
  'M_MISSING_PARAMS',
  'M_NOT_JSON',
  'M_NO_VALID_SESSION',
  'M_SEND_ERROR',
  'M_SESSION_EXPIRED',
  'M_TOKEN_INCORRECT',
  'M_TOO_LARGE',
  'M_UNAUTHORIZED',
  'M_UNRECOGNIZED',
] as const;

/** What every answer with an error has. */
interface Answered {
  /** The HTTP status. */
  readonly status: number;
  /** The server's own words, in English, for developers: show people words of your own. */
  readonly message: string;
}

/** The server understood and said no. */
export interface RefusalError extends Answered {
  readonly errcode: (typeof refusals)[number];
}

/** Too many messages, or too many requests. */
export interface LimitError extends Answered {
  readonly errcode: 'M_LIMIT_EXCEEDED';
  /** Milliseconds until the same call may succeed; undefined if the server did not say. */
  readonly retryAfterMs: number | undefined;
}

/** The server failed, or answered what no server of the protocol does. */
export interface UnknownError extends Answered {
  readonly errcode: 'M_UNKNOWN';
  /** The errcode as it came in, such as one of another server; undefined if there was none. */
  readonly answered: string | undefined;
}

/** No answer: no connection, or none in time. The server may have done what it was asked all the same. */
export interface NetworkError {
  readonly errcode: 'NETWORK_ERROR';
  readonly message: string;
  /** What `fetch` threw. */
  readonly cause: unknown;
}

/** Why a call did not succeed. Tell the kinds apart by `errcode`. */
export type ThreepidClientError = RefusalError | LimitError | UnknownError | NetworkError;

/** An answer of the server, read. */
export interface Answer {
  readonly status: number;
  /** The body's JSON object; empty if it was none. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The `Retry-After` header, in seconds. */
  readonly retryAfter: string | null;
}

/** Makes an error of an answer that is none of success. */
export function clientError({ status, fields, retryAfter }: Answer): ThreepidClientError {
  const answered = textOf(fields['errcode']);
  const told = { status, message: textOf(fields['error']) ?? `The server answered ${status}` };
  if (answered === 'M_LIMIT_EXCEEDED' || status === 429) {
    return {
      ...told,
      errcode: 'M_LIMIT_EXCEEDED',
      retryAfterMs: waitOf(fields['retry_after_ms'], retryAfter),
    };
  }
  const errcode = refusals.find((candidate) => candidate === answered);
  return errcode === undefined ? { ...told, errcode: 'M_UNKNOWN', answered } : { ...told, errcode };
}

/** `retry_after_ms`, or else the header: newer servers send the header, older ones the field. */
function waitOf(milliseconds: unknown, retryAfter: string | null): number | undefined {
  if (typeof milliseconds === 'number' && milliseconds >= 0) return milliseconds;
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
