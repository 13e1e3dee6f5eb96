import type { ThreepidClientError } from './client-error.js';

/** A limit of the server: not now. */
export interface LimitedProblem {
  readonly kind: 'limited';
  readonly error: ThreepidClientError;
  /** Time from which the same call may succeed, in Unix milliseconds. */
  readonly until: number;
}

/** A problem that a person can do something about. */
export interface ExplainedProblem {
  /**
   * - `invalid-number`: not a phone number, or not one of this country.
   * - `rejected-number`: a number that gets no messages, such as a landline's.
   * - `provider-down`: the server couldn't send the message. It may work in a moment.
   * - `offline`: no answer.
   * - `wrong-code`: the person may type another.
   * - `dead-session`: no code of the session can be right any more. It is too old, or had too many wrong codes.
   */
  readonly kind:
    'invalid-number' | 'rejected-number' | 'provider-down' | 'offline' | 'wrong-code' | 'dead-session';
  readonly error: ThreepidClientError;
}

/** Any other problem. */
export interface FailedProblem {
  readonly kind: 'failed';
  /** A `ThreepidClientError`, or what one of the client's `challenges` threw. */
  readonly error: unknown;
}

/** The reason why no message was sent, or why a code was not accepted. `kind` says what a page can do about it. */
export type VerificationProblem = LimitedProblem | ExplainedProblem | FailedProblem;

const kinds: Readonly<Partial<Record<ThreepidClientError['errcode'], ExplainedProblem['kind']>>> = {
  M_INVALID_ADDRESS: 'invalid-number',
  M_DESTINATION_REJECTED: 'rejected-number',
  M_SEND_ERROR: 'provider-down',
  NETWORK_ERROR: 'offline',
  M_TOKEN_INCORRECT: 'wrong-code',
  M_SESSION_EXPIRED: 'dead-session',
  M_NO_VALID_SESSION: 'dead-session',
};

/** The problem of an error; `patienceMs` is how long to wait if a limit doesn't say so. */
export function problemOf(error: ThreepidClientError, now: number, patienceMs: number): VerificationProblem {
  if (error.errcode === 'M_LIMIT_EXCEEDED')
    return { kind: 'limited', error, until: now + (error.retryAfterMs ?? patienceMs) };
  return { kind: kinds[error.errcode] ?? 'failed', error };
}
