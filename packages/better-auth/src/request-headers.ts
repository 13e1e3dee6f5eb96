import type { GenericEndpointContext } from 'better-auth';

// Headers, because better-auth drops the fields of a body that it doesn't know.

/** The request header with the answer to a challenge. */
export const challengeAnswerHeader = 'x-threepid-challenge-answer';

/**
 * The request header with a secret that the client made, the same when it asks for a code and when it submits it. Without one, a
 * number has one session for each purpose, whoever asks.
 */
export const clientSecretHeader = 'x-threepid-client-secret';

/** The headers of a request; undefined for a call of `auth.api` without them. */
export function headersOf({ request, headers }: GenericEndpointContext): Headers | undefined {
  return request?.headers ?? headers;
}
