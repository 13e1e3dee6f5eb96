/**
 * Stores the URLs of the policies that users agreed to.
 *
 * Each method is one atomic step. Both reject with `StorageUnavailableError` if the step was not, or possibly not, taken.
 *
 * Test your own implementation with `termsAgreementStorageContract` of `@threepid/contract-tests`.
 */
export interface TermsAgreementStorage {
  /** Adds URLs that the user agreed to. URLs that other calls add at the same time are kept too. */
  add(userId: string, urls: readonly string[]): Promise<void>;
  /** All URLs that the user agreed to, each once, in any order; empty if there are none. */
  urlsOf(userId: string): Promise<readonly string[]>;
}
