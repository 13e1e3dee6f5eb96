/** An access token to store. */
export interface PutAccessToken {
  /**
   * 28 bytes, base64url: 12 bytes of a digest of the user id, which all tokens of a user share so that a storage can
   * keep them together, and 16 bytes of a keyed digest of the token.
   */
  readonly tokenId: string;
  readonly userId: string;
  /** Unix time in milliseconds from which the token no longer exists. */
  readonly expiresAt: number;
  readonly now: number;
  /** Maximum number of live tokens of this user, including this one: at least 1. Absent: not limited. */
  readonly tokensPerUser?: number;
}

/**
 * Stores the access tokens of the identity API v2 as keyed digests, so reading the storage reveals no token.
 *
 * Each method is one atomic step. Times are Unix milliseconds, from the `Clock`. All reject with
 * `StorageUnavailableError` if the step was not, or possibly not, taken. Expired tokens must eventually be deleted
 * without a further call.
 *
 * Test your own implementation with `accessTokenStorageContract` of `@threepid/contract-tests`.
 */
export interface AccessTokenStorage {
  /**
   * Stores a token until `expiresAt`. The same step deletes the user's oldest tokens, so that at most `tokensPerUser`
   * are alive. The oldest token is the one put first; putting a token again doesn't change its place.
   */
  put(entry: PutAccessToken): Promise<void>;
  /** The user id of a live token, or undefined. */
  userOf(query: { readonly tokenId: string; readonly now: number }): Promise<string | undefined>;
  /** Deletes a token. Resolves to true for the one call that found it alive, even among many at once. */
  remove(query: { readonly tokenId: string; readonly now: number }): Promise<boolean>;
}
