import { textOf } from './fields-of.js';

/**
 * Errcodes with which the calls for phone numbers are refused, besides `M_LIMIT_EXCEEDED` and `M_UNKNOWN`.
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

/** Fields of every error that the server answered. */
interface Answered {
  /** The HTTP status. */
  readonly status: number;
  /** The server's message, in English, for developers: show people a text of your own. */
  readonly message: string;
}

/** The server understood the request and refused it. */
export interface RefusalError extends Answered {
  readonly errcode: (typeof refusals)[number];
}

/** Too many messages, or too many requests. */
export interface LimitError extends Answered {
  readonly errcode: 'M_LIMIT_EXCEEDED';
  /** Milliseconds until the same call may succeed; undefined if the server did not report it. */
  readonly retryAfterMs: number | undefined;
}

/** The server failed, or gave an answer outside the protocol. */
export interface UnknownError extends Answered {
  readonly errcode: 'M_UNKNOWN';
  /** The errcode of the answer, such as one of another server; undefined if there was none. */
  readonly answered: string | undefined;
}

/** No answer: no connection, or a time-out. The server may have carried out the request nevertheless. */
export interface NetworkError {
  readonly errcode: 'NETWORK_ERROR';
  readonly message: string;
  /** The error that `fetch` threw. */
  readonly cause: unknown;
}

/** The error of a call. `errcode` tells the kinds apart. */
export type ThreepidClientError = RefusalError | LimitError | UnknownError | NetworkError;

/** A parsed answer of the server. */
export interface ServerAnswer {
  readonly status: number;
  /** The JSON object in the body; empty if there was none. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The `Retry-After` header, in seconds. */
  readonly retryAfter: string | null;
}

/** Converts an unsuccessful answer to an error. */
export function clientError({ status, fields, retryAfter }: ServerAnswer): ThreepidClientError {
  const answered = textOf(fields['errcode']);
  const common = { status, message: textOf(fields['error']) ?? `The server answered ${status}` };
  if (answered === 'M_LIMIT_EXCEEDED' || status === 429) {
    return {
      ...common,
      errcode: 'M_LIMIT_EXCEEDED',
      retryAfterMs: waitOf(fields['retry_after_ms'], retryAfter),
    };
  }
  const errcode = refusals.find((candidate) => candidate === answered);
  return errcode === undefined ? { ...common, errcode: 'M_UNKNOWN', answered } : { ...common, errcode };
}

/** The wait in milliseconds: older servers send the field `retry_after_ms`, newer ones the header. */
function waitOf(milliseconds: unknown, retryAfter: string | null): number | undefined {
  const wait = Number(milliseconds ?? Number(retryAfter ?? NaN) * 1_000);
  // JSON and headers can hold numbers that are no times: this is some 30 years.
  return wait >= 0 && wait < 1e12 ? wait : undefined;
}
