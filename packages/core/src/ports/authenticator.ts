/**
 * What an authenticator says of a bearer token.
 *
 * - `user`: it belongs to `userId`.
 * - `unknown`: it belongs to nobody (any more).
 * - `terms-not-signed`: it belongs to somebody who has to agree to the terms of service first.
 */
export type Authentication =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'terms-not-signed'; readonly userId: string };

/** Says who a bearer token belongs to. A rejection is answered as 503 `M_UNKNOWN` and logged. */
export interface Authenticator {
  authenticate(token: string): Promise<Authentication>;
}
