import { accessTokenIdsOf } from '../domain/access-token.js';
import type { Keyring } from '../domain/keyring.js';
import { accountTokens, inject, injectable, tokens } from '../injection.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { Clock } from '../ports/clock.js';

/**
 * Ends an access token that we issued.
 *
 * Source: Matrix identity service API, `POST account/logout`.
 */
@injectable()
export class LogOutAccount {
  constructor(
    @inject(accountTokens.accessTokenStorage) private readonly accessTokenStorage: AccessTokenStorage,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @returns true for the one call that found the token alive.
   * @throws StorageUnavailableError
   */
  async execute(accessToken: string): Promise<boolean> {
    const now = this.clock.now();
    const removals = accessTokenIdsOf(this.keyring, accessToken).map((tokenId) =>
      this.accessTokenStorage.remove({ tokenId, now }),
    );
    return (await Promise.all(removals)).includes(true);
  }
}
