/** An OpenID token of a homeserver, as a client sent it. */
export interface OpenIdToken {
  readonly accessToken: string;
  /** The homeserver that issued it, as the client names it. */
  readonly serverName: string;
}

/**
 * - `user`: the homeserver confirms that the token belongs to `userId`.
 * - `unknown`: the homeserver doesn't know the token, or names a user who isn't its own.
 * - `untrusted`: the trust policy doesn't allow this homeserver; nothing was contacted.
 */
export type OpenIdVerdict =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'untrusted' };

/**
 * Asks a homeserver for the user of an OpenID token. Rejects if there is no usable answer; the caller then gets 502
 * `M_UNKNOWN`.
 *
 * Source: Matrix server-server API, `GET /_matrix/federation/v1/openid/userinfo`.
 */
export interface OpenIdVerifier {
  verify(token: OpenIdToken): Promise<OpenIdVerdict>;
}
