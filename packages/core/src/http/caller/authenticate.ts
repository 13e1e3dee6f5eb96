import { MatrixError } from '../../errors/matrix-error.js';
import { orUnavailable } from '../../errors/or-unavailable.js';
import type { Errcode } from '../../errors/status-by-errcode.js';
import type { Authentication, Authenticator } from '../../ports/authenticator.js';
import { bearerToken } from './bearer-token.js';
import type { HttpRequest } from '../request/http-request.js';

/** Errcodes of an API for a missing and for an unknown token. */
export interface TokenErrors {
  readonly missing: Errcode;
  readonly unknown: Errcode;
}

/** Source: Matrix identity service API, "Authentication": one code for both. */
export const identityTokenErrors: TokenErrors = { missing: 'M_UNAUTHORIZED', unknown: 'M_UNAUTHORIZED' };

/** Source: Matrix client-server API, "Using access tokens". */
export const clientTokenErrors: TokenErrors = { missing: 'M_MISSING_TOKEN', unknown: 'M_UNKNOWN_TOKEN' };

/** A caller with a known token. */
export type AuthenticatedCaller = Exclude<Authentication, { kind: 'unknown' }>;

/**
 * The access token of a request.
 *
 * @throws MatrixError of `errors` if there is none.
 */
export function requireToken(request: HttpRequest, { missing }: TokenErrors): string {
  const token = bearerToken(request);
  if (token !== undefined) return token;
  throw new MatrixError(missing, 'An access token is needed, as Authorization: Bearer');
}

/**
 * The caller, whether or not they agreed to the terms.
 *
 * @throws MatrixError of `errors`; `M_UNKNOWN` 503 if the authenticator fails.
 */
export async function identify(
  authenticator: Authenticator,
  request: HttpRequest,
  errors: TokenErrors,
): Promise<AuthenticatedCaller> {
  const token = requireToken(request, errors);
  const caller = await orUnavailable(
    () => authenticator.authenticate(token),
    'Access tokens cannot be checked now; try again',
  );
  if (caller.kind === 'unknown') throw new MatrixError(errors.unknown, 'Unrecognised access token');
  return caller;
}

/**
 * The user id of the caller.
 *
 * @throws MatrixError as `identify`, and `M_TERMS_NOT_SIGNED`.
 */
export async function authenticate(
  authenticator: Authenticator,
  request: HttpRequest,
  errors: TokenErrors,
): Promise<string> {
  const caller = await identify(authenticator, request, errors);
  if (caller.kind === 'user') return caller.userId;
  throw new MatrixError('M_TERMS_NOT_SIGNED', 'Please accept our terms of service before continuing');
}
