/** A policy in one language. */
export interface TermsTranslation {
  readonly name: string;
  /** A URL for one policy, version and language, so that its meaning never changes. */
  readonly url: string;
}

/** A policy: its version, and its name and URL in each language. */
export interface TermsDocument {
  readonly version: string;
  /** By language tag. */
  readonly translations: Readonly<Record<string, TermsTranslation>>;
}

/**
 * The identity server's terms of service, and the users who agreed to them. If it rejects, the caller gets 503
 * `M_UNKNOWN`.
 *
 * Source: Matrix identity service API, "Terms of service".
 */
export interface TermsPolicy {
  /** The policies by an id that you choose. */
  documents(): Readonly<Record<string, TermsDocument>> | Promise<Readonly<Record<string, TermsDocument>>>;
  /** True if the user agreed to every policy, each in any of its languages. */
  hasAgreed(userId: string): Promise<boolean>;
  /** Adds URLs that the user agreed to. Must be atomic, because two clients may agree to different policies at once. */
  agree(userId: string, urls: readonly string[]): Promise<void>;
}
