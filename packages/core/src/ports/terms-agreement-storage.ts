/**
 * Keeps the URLs of the policies that users agreed to.
 *
 * Each method is one atomic step. Both reject with `StorageUnavailableError` if the step was not, or possibly not, taken.
 *
 * Run `termsAgreementStorageContract` of `@threepid/contract-tests` over your own.
 */
export interface TermsAgreementStorage {
  /** Adds to what the user agreed to: what other calls add at the same time stays too. */
  add(userId: string, urls: readonly string[]): Promise<void>;
  /** All that the user agreed to, in any order; empty if nothing. */
  urlsOf(userId: string): Promise<readonly string[]>;
}
