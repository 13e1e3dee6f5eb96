import { accessTokenIdsOf } from '../domain/access-token.js';
import type { Keyring } from '../domain/keyring.js';
import { accountTokens, inject, injectable, tokens } from '../injection.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { Authentication } from '../ports/authenticator.js';
import type { Clock } from '../ports/clock.js';
import type { TermsPolicy } from '../ports/terms-policy.js';

/**
 * Finds the user of an access token that we issued, and whether they have agreed to the terms.
 *
 * Source: Matrix identity service API, "Authentication".
 */
@injectable()
export class AuthenticateAccount {
  constructor(
    @inject(accountTokens.accessTokenStorage) private readonly accessTokenStorage: AccessTokenStorage,
    @inject(accountTokens.termsPolicy) private readonly terms: TermsPolicy | undefined,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /** @throws StorageUnavailableError */
  async execute(accessToken: string): Promise<Authentication> {
    const userId = await this.userOf(accessToken);
    if (userId === undefined) return { kind: 'unknown' };
    const agreed = this.terms === undefined || (await this.terms.hasAgreed(userId));
    return agreed ? { kind: 'user', userId } : { kind: 'terms-not-signed', userId };
  }

  private async userOf(accessToken: string): Promise<string | undefined> {
    const now = this.clock.now();
    for (const tokenId of accessTokenIdsOf(this.keyring, accessToken)) {
      const userId = await this.accessTokenStorage.userOf({ tokenId, now });
      if (userId !== undefined) return userId;
    }
    return undefined;
  }
}
