/**
 * The owner of a bearer token.
 *
 * - `user`: it belongs to `userId`.
 * - `unknown`: it belongs to nobody, or no longer.
 * - `terms-not-signed`: its user has to agree to the terms of service first.
 */
export type Authentication =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'terms-not-signed'; readonly userId: string };

/** Finds the user of a bearer token. If it rejects, the caller gets 503 `M_UNKNOWN` and the error is logged. */
export interface Authenticator {
  authenticate(token: string): Promise<Authentication>;
}
