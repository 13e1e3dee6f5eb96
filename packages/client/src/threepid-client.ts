import { clientError, type Answer, type ThreepidClientError } from './client-error.js';
import { makeClientSecret } from './client-secret.js';
import type { ClientFetch, ClientSignal } from './platform.js';
import { post, type PostOptions } from './post.js';
import type { NumberToVerify, PendingSession, VerificationSession } from './verification-session.js';

/** How a client reaches its server. All of it may be left out by a page of the server's own origin. */
export interface ThreepidClientOptions {
  /** Where the server is, such as `https://id.example.org`, or with the path it is mounted at. Default: the page's origin. */
  readonly baseUrl?: string;
  /** Default: the platform's. */
  readonly fetch?: ClientFetch;
  /** Sent with each call, such as `accept-language` from Node, which chooses the message's language. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest time for one try, in milliseconds. Default: 20,000, for a provider takes its time. */
  readonly timeoutMs?: number;
  /**
   * Pauses before a request for a message is tried again that got no answer, in milliseconds. Default: 500, then 2,000.
   * A code that was submitted is never tried again by itself: wrong ones are counted.
   */
  readonly retryDelaysMs?: readonly number[];
}

/** Options of a call. */
export interface CallOptions {
  /** Ends the call: its promise is rejected with the signal's reason. */
  readonly signal?: ClientSignal;
}

/** `session` says what to go on with: after a failure, the same request once more. */
export type RequestResult =
  | { readonly ok: true; readonly session: VerificationSession }
  | { readonly ok: false; readonly error: ThreepidClientError; readonly session: PendingSession };

export type SubmitResult =
  { readonly ok: true } | { readonly ok: false; readonly error: ThreepidClientError };

/** Verifies phone numbers. It keeps nothing between calls: sessions are the caller's. */
export interface ThreepidClient {
  /**
   * Asks for a message with a code.
   *
   * - With a number: a new session, under a client secret of its own.
   * - With a session that was answered: a resend. The code stays the same while it is valid; `sid` may change.
   * - With the session of a failure: the same request again, with the same send attempt, so that one message goes out
   *   however often it is made.
   *
   * It rejects only if `signal` is aborted, with its reason.
   */
  request(number: NumberToVerify | PendingSession, options?: CallOptions): Promise<RequestResult>;
  /**
   * Submits the code, as the person typed it. Success may be asked for again.
   *
   * It rejects only if `signal` is aborted, with its reason.
   */
  submit(
    session: Pick<VerificationSession, 'sid' | 'clientSecret'>,
    code: string,
    options?: CallOptions,
  ): Promise<SubmitResult>;
}

const defaults = {
  baseUrl: '',
  // A browser's fetch wants to be called on the window.
  fetch: (url, init) => globalThis.fetch(url, init),
  headers: {},
  timeoutMs: 20_000,
  retryDelaysMs: [500, 2_000],
} satisfies Required<ThreepidClientOptions>;

/**
 * Makes a client of a server that speaks the Matrix identity service API v1.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken` and `submitToken`.
 */
export function createThreepidClient(options: ThreepidClientOptions = {}): ThreepidClient {
  const { baseUrl, ...how } = { ...defaults, ...options };
  const base = `${baseUrl.replace(/\/+$/, '')}/_matrix/identity/api/v1/validate/msisdn`;
  return {
    request: (number, { signal } = {}) => request(`${base}/requestToken`, number, { ...how, signal }),
    submit: ({ sid, clientSecret }, token, { signal } = {}) =>
      submit(
        `${base}/submitToken`,
        { sid, client_secret: clientSecret, token },
        { ...how, signal, retryDelaysMs: [] },
      ),
  };
}

async function request(
  url: string,
  number: NumberToVerify | PendingSession,
  options: PostOptions,
): Promise<RequestResult> {
  const pending: PendingSession = { clientSecret: makeClientSecret(), sendAttempt: 0, ...number };
  const sendAttempt = pending.sendAttempt + 1;
  const answer = await answerOf(url, requestBody(pending, sendAttempt), options);
  if ('error' in answer) return { ok: false, error: answer.error, session: pending };
  const { sid, msisdn, intl_fmt: international } = answer.fields;
  if (typeof sid !== 'string') return { ok: false, error: clientError(answer), session: pending };
  return {
    ok: true,
    session: { ...pending, sendAttempt, sid, msisdn: text(msisdn), international: text(international) },
  };
}

function requestBody({ clientSecret, phoneNumber, country, nextLink }: PendingSession, sendAttempt: number) {
  return {
    client_secret: clientSecret,
    phone_number: phoneNumber,
    country: country ?? '',
    send_attempt: sendAttempt,
    next_link: nextLink,
  };
}

async function submit(url: string, body: unknown, options: PostOptions): Promise<SubmitResult> {
  const answer = await answerOf(url, body, options);
  if ('error' in answer) return { ok: false, error: answer.error };
  if (answer.fields['success'] === true) return { ok: true };
  // Some servers say of a wrong code that the call succeeded and the validation did not.
  const errcode = answer.fields['success'] === false ? 'M_TOKEN_INCORRECT' : undefined;
  return { ok: false, error: clientError({ ...answer, fields: { ...answer.fields, errcode } }) };
}

async function answerOf(
  url: string,
  body: unknown,
  options: PostOptions,
): Promise<Answer | { readonly error: ThreepidClientError }> {
  try {
    const answer = await post(url, body, options);
    return answer.status === 200 ? answer : { error: clientError(answer) };
  } catch (cause) {
    options.signal?.throwIfAborted();
    return { error: { errcode: 'NETWORK_ERROR', message: 'No answer came from the server', cause } };
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
