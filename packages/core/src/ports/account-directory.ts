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
 * The accounts of your app. Implement it over your database.
 *
 * If it rejects, the caller gets 503 `M_UNKNOWN`, the error is logged and no message is sent.
 */
export interface AccountDirectory {
  /** The user id of the account that the identifier belongs to, or undefined if there is none. */
  ownerOf(threePid: ThreePid): Promise<string | undefined>;
  /** The identifiers of an account, of all media. */
  threePidsOf(userId: string): Promise<readonly AccountThreePid[]>;
  /**
   * Adds a validated identifier to an account. Resolves to `in-use` if it belongs to another account. Look-up and
   * addition must be one atomic step, because two accounts may race for one number.
   */
  add?(userId: string, threePid: AccountThreePid): Promise<'added' | 'in-use'>;
}
