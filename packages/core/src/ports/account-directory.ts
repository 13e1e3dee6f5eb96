/** A third-party identifier, in canonical form: an msisdn is E.164 without the `+`. */
export interface ThreePid {
  readonly medium: 'email' | 'msisdn';
  readonly address: string;
}

/** A third-party identifier that belongs to an account. Times are Unix milliseconds. */
export interface AccountThreePid extends ThreePid {
  readonly validatedAt: number;
  readonly addedAt: number;
}

/**
 * The host's accounts. The host implements it over its own database.
 *
 * A rejection is answered as 503 `M_UNKNOWN` and logged; no message is sent.
 */
export interface AccountDirectory {
  /** The user id of the account that the identifier belongs to, or undefined if there is none. */
  ownerOf(threePid: ThreePid): Promise<string | undefined>;
  /** The identifiers of an account, of all media. */
  threePidsOf(userId: string): Promise<readonly AccountThreePid[]>;
  /**
   * Adds a validated identifier to an account. Answers `in-use` if it belongs to another one: the look-up and the
   * addition are one atomic step, since two accounts may race for one number.
   */
  add?(userId: string, threePid: AccountThreePid): Promise<'added' | 'in-use'>;
}
