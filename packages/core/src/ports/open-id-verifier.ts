/** An OpenID token of a homeserver, as a client hands it over. */
export interface OpenIdToken {
  readonly accessToken: string;
  /** The homeserver that issued it, as the client names it. */
  readonly serverName: string;
}

/**
 * - `user`: the homeserver says that the token is `userId`'s.
 * - `unknown`: the homeserver doesn't know the token, or names a user who isn't its own.
 * - `untrusted`: the homeserver isn't one that we ask; nothing was contacted.
 */
export type OpenIdVerdict =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'untrusted' };

/**
 * Asks a homeserver whose an OpenID token is. Rejects if it can't be reached or understood: 502 `M_UNKNOWN`.
 *
 * Source: Matrix server-server API, `GET /_matrix/federation/v1/openid/userinfo`.
 */
export interface OpenIdVerifier {
  verify(token: OpenIdToken): Promise<OpenIdVerdict>;
}
