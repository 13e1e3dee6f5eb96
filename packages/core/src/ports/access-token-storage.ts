/** An access token to be kept. */
export interface PutAccessToken {
  /**
   * 28 bytes, base64url: 12 of a digest of the user id, the same for all tokens of a user, so that a storage can keep
   * them together; and 16 of a keyed digest of the token.
   */
  readonly tokenId: string;
  readonly userId: string;
  /** Unix milliseconds; the token is gone at this one. */
  readonly expiresAt: number;
  readonly now: number;
  /** The most live tokens of this user, this one included: at least 1. Absent: not limited. */
  readonly tokensPerUser?: number;
}

/**
 * Keeps the access tokens of the identity API v2, by keyed digests: whoever reads the storage learns none.
 *
 * Each method is one atomic step. Times are Unix milliseconds, from the `Clock`. All reject with
 * `StorageUnavailableError` if the step was not, or possibly not, taken. What has expired must be dropped in the end
 * without being asked.
 *
 * Run `accessTokenStorageContract` of `@threepid/contract-tests` over your own.
 */
export interface AccessTokenStorage {
  /**
   * Keeps a token until `expiresAt`. In the same step the user's oldest tokens are dropped, so that no more than
   * `tokensPerUser` are alive; the oldest is the one that was put first. A token that is put again keeps its place.
   */
  put(entry: PutAccessToken): Promise<void>;
  /** The user id of a live token, or undefined. */
  userOf(query: { readonly tokenId: string; readonly now: number }): Promise<string | undefined>;
  /** Forgets a token. Of many calls at once, one is answered true: the one that found it alive. */
  remove(query: { readonly tokenId: string; readonly now: number }): Promise<boolean>;
}
