import { orUnavailable } from '../errors/or-unavailable.js';
import { inject, injectable, tokens } from '../injection.js';
import type { AccountDirectory, ThreePid } from '../ports/account-directory.js';

/**
 * The intended use of an identifier: put it on an account (register, add), or find its account (reset the password).
 */
export type AvailabilityPurpose = 'register' | 'add' | 'password';

/**
 * The availability for the purpose: `in-use` if the identifier already has an account but must not, `not-found` if it
 * has none but must.
 */
export type Availability = 'suitable' | 'in-use' | 'not-found';

/**
 * Checks whether an identifier is free, or has an account, as its purpose requires.
 *
 * Source: Matrix client-server API, `register`, `account/3pid` and `account/password` `/msisdn/requestToken`.
 */
@injectable()
export class CheckThreePidAvailability {
  constructor(@inject(tokens.accountDirectory) private readonly directory: AccountDirectory | undefined) {}

  /**
   * @throws MatrixError `M_UNKNOWN` 503 if the directory fails.
   * @throws TypeError if the framework was made without an `AccountDirectory`.
   */
  async execute(threePid: ThreePid, purpose: AvailabilityPurpose): Promise<Availability> {
    const owner = await this.ownerOf(threePid);
    if (purpose === 'password') return owner === undefined ? 'not-found' : 'suitable';
    return owner === undefined ? 'suitable' : 'in-use';
  }

  private async ownerOf(threePid: ThreePid): Promise<string | undefined> {
    const { directory } = this;
    if (directory === undefined)
      throw new TypeError('threepid: checking availability needs an accountDirectory');
    return orUnavailable(
      () => directory.ownerOf(threePid),
      'The accounts cannot be looked up now; try again',
    );
  }
}
