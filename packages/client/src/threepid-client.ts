import { clientError, type ServerAnswer, type ThreepidClientError } from './client-error.js';
import { textOf } from './fields-of.js';
import { makeClientSecret } from './client-secret.js';
import type { ClientFetch, ClientSignal } from './platform.js';
import { post, type PostOptions } from './post.js';
import { prove, type ChallengeProgress, type ChallengeSolver, type Watched } from './prove.js';
import type { NumberToVerify, PendingSession, VerificationSession } from './verification-session.js';

/** Options of the client. A page on the server's own origin needs none. */
export interface ThreepidClientOptions {
  /**
   * URL of the server, such as `https://id.example.org`, including the path it is mounted at. Default: the page's
   * origin.
   */
  readonly baseUrl?: string;
  /** Default: the platform's. */
  readonly fetch?: ClientFetch;
  /** Headers sent with each call, such as `accept-language` from Node to choose the language of the message. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit for one try, in milliseconds. Default: 20,000, because SMS providers can be slow. */
  readonly timeoutMs?: number;
  /**
   * Pauses before each retry of a request for a message that got no answer, in milliseconds. Default: 500, then 2,000.
   * A submitted code is never retried automatically, because wrong codes are counted.
   */
  readonly retryDelaysMs?: readonly number[];
  /**
   * Solvers of challenges, by their types, such as `turnstile`. The client solves proof of work (`altcha`) by itself.
   * Default: none, so that other challenges aren't solved, and the limit is reported.
   */
  readonly challenges?: Readonly<Record<string, ChallengeSolver>>;
}

/** Options of a call. */
export interface CallOptions {
  /** Aborts the call: its promise rejects with the signal's reason. */
  readonly signal?: ClientSignal;
}

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /**
   * Told of work that the server asks for before it sends a message, such as while it is under attack. The client does it
   * by itself, in a few seconds; without an option too. Not called if there is none, or for a challenge that one of
   * `challenges` solves.
   */
  readonly onChallenge?: (progress: ChallengeProgress) => void;
}

/** Result of `request`. Pass `session` to the next call; after a failure, that repeats the same request. */
export type RequestResult =
  | { readonly ok: true; readonly session: VerificationSession }
  | { readonly ok: false; readonly error: ThreepidClientError; readonly session: PendingSession };

/** Result of `submit`. */
export type SubmitResult =
  { readonly ok: true } | { readonly ok: false; readonly error: ThreepidClientError };

/** Verifies phone numbers. It keeps no state between calls: the caller keeps the sessions. */
export interface ThreepidClient {
  /**
   * Requests a message with a code.
   *
   * - With a number: opens a new session with its own client secret.
   * - With the session of a success: sends the message again. The code stays the same while it is valid; `sid` may
   *   change. `{ ...session, channel: 'voice' }` sends it another way.
   * - With the session of a failure: repeats the request with the same send attempt, so that at most one message goes
   *   out.
   *
   * Rejects only if `signal` is aborted, with its reason, or if one of `challenges` rejects.
   */
  request(number: NumberToVerify | PendingSession, options?: RequestOptions): Promise<RequestResult>;
  /**
   * Submits the code as the person typed it. After a success, the same call succeeds again.
   *
   * Rejects only if `signal` is aborted, with its reason.
   */
  submit(
    session: Pick<VerificationSession, 'sid' | 'clientSecret'>,
    code: string,
    options?: CallOptions,
  ): Promise<SubmitResult>;
}

const defaults = {
  baseUrl: '',
  // A browser's fetch must be called on the window.
  fetch: (url, init) => globalThis.fetch(url, init),
  headers: {},
  timeoutMs: 20_000,
  retryDelaysMs: [500, 2_000],
  challenges: {},
} satisfies Required<ThreepidClientOptions>;

/**
 * Creates a client for a server that speaks the Matrix identity service API v1.
 *
 * Source: Matrix identity service API, `POST validate/msisdn/requestToken` and `submitToken`.
 */
export function createThreepidClient(options: ThreepidClientOptions = {}): ThreepidClient {
  const { baseUrl, ...how } = { ...defaults, ...options };
  const base = `${baseUrl.replace(/\/+$/, '')}/_matrix/identity/api/v1/validate/msisdn`;
  return {
    request: (number, { signal, onChallenge } = {}) =>
      request(`${base}/requestToken`, number, { ...how, signal, onChallenge }),
    submit: ({ sid, clientSecret }, token, { signal } = {}) =>
      submit(
        `${base}/submitToken`,
        { sid, client_secret: clientSecret, token },
        { ...how, signal, retryDelaysMs: [] },
      ),
  };
}

type RequestPostOptions = PostOptions & Watched;

type Answer = ServerAnswer | { readonly error: ThreepidClientError; readonly challenge?: unknown };

/** A server that wants more of them than this is not answered again. */
const mostChallenges = 2;

async function request(
  url: string,
  number: NumberToVerify | PendingSession,
  options: RequestPostOptions,
): Promise<RequestResult> {
  const pending: PendingSession = { clientSecret: makeClientSecret(), sendAttempt: 0, ...number };
  const sendAttempt = pending.sendAttempt + 1;
  const answer = await provedAnswerOf(url, requestBody(pending, sendAttempt), options);
  if ('error' in answer) return { ok: false, error: answer.error, session: pending };
  const { sid, msisdn, intl_fmt: international } = answer.fields;
  if (typeof sid !== 'string') return { ok: false, error: clientError(answer), session: pending };
  return {
    ok: true,
    session: { ...pending, sendAttempt, sid, msisdn: textOf(msisdn), international: textOf(international) },
  };
}

function requestBody(
  { clientSecret, phoneNumber, country, nextLink, channel }: PendingSession,
  sendAttempt: number,
) {
  return {
    client_secret: clientSecret,
    phone_number: phoneNumber,
    country: country ?? '',
    send_attempt: sendAttempt,
    next_link: nextLink,
    channel,
  };
}

/** The answer once the server's challenges are solved: another one if the first has expired meanwhile. */
async function provedAnswerOf(
  url: string,
  body: ReturnType<typeof requestBody>,
  options: RequestPostOptions,
): Promise<Answer> {
  let answer = await answerOf(url, body, options);
  for (let solved = 0; solved < mostChallenges && 'error' in answer; solved += 1) {
    const proof = await prove(answer.challenge, options);
    if (proof === undefined) return answer;
    answer = await answerOf(url, { ...body, challenge_answer: proof }, options);
  }
  return answer;
}

async function submit(url: string, body: unknown, options: PostOptions): Promise<SubmitResult> {
  const answer = await answerOf(url, body, options);
  if ('error' in answer) return { ok: false, error: answer.error };
  if (answer.fields['success'] === true) return { ok: true };
  // Some servers answer a wrong code with 200 and `success: false`.
  const errcode = answer.fields['success'] === false ? 'M_TOKEN_INCORRECT' : undefined;
  return { ok: false, error: clientError({ ...answer, fields: { ...answer.fields, errcode } }) };
}

async function answerOf(url: string, body: unknown, options: PostOptions): Promise<Answer> {
  try {
    const answer = await post(url, body, options);
    if (answer.status === 200) return answer;
    return { error: clientError(answer), challenge: answer.fields['challenge'] };
  } catch (cause) {
    options.signal?.throwIfAborted();
    return { error: { errcode: 'NETWORK_ERROR', message: 'No answer', cause } };
  }
}
