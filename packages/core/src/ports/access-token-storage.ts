/**
 * Keeps the access tokens of the identity API v2, by keyed digests: whoever reads the storage learns none.
 *
 * Each method is one atomic step. Times are Unix milliseconds, from the `Clock`. All reject with
 * `StorageUnavailableError` if the step was not, or possibly not, taken.
 */
export interface AccessTokenStorage {
  /** Keeps a token until `expiresAt`; it is gone at that millisecond. */
  put(entry: {
    readonly tokenId: string;
    readonly userId: string;
    readonly expiresAt: number;
    readonly now: number;
  }): Promise<void>;
  /** The user id of a live token, or undefined. */
  userOf(query: { readonly tokenId: string; readonly now: number }): Promise<string | undefined>;
  /** Forgets a token. Of many calls at once, one is answered true: the one that found it alive. */
  remove(query: { readonly tokenId: string; readonly now: number }): Promise<boolean>;
}
