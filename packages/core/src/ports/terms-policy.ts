/** A policy in one language. */
export interface TermsTranslation {
  readonly name: string;
  /** Names the policy, its version and its language, so that it never changes its meaning. */
  readonly url: string;
}

/** A policy: its version, and what it is called in each language. */
export interface TermsDocument {
  readonly version: string;
  /** By language tag. */
  readonly translations: Readonly<Record<string, TermsTranslation>>;
}

/**
 * The terms of service of the identity server, and who agreed to them. Rejections are answered as 503 `M_UNKNOWN`.
 *
 * Source: Matrix identity service API, "Terms of service".
 */
export interface TermsPolicy {
  /** The policies, by an id of the host's choice. */
  documents(): Readonly<Record<string, TermsDocument>> | Promise<Readonly<Record<string, TermsDocument>>>;
  /** Whether the user agreed to every policy, in any of its languages. */
  hasAgreed(userId: string): Promise<boolean>;
  /** Adds to what the user agreed to; atomic, since two clients may agree to one policy each at once. */
  agree(userId: string, urls: readonly string[]): Promise<void>;
}
