import { randomBytes } from 'node:crypto';
import type { Keyring } from '../domain/keyring.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { Authentication, Authenticator } from '../ports/authenticator.js';
import type { Clock } from '../ports/clock.js';
import type { OpenIdToken, OpenIdVerdict, OpenIdVerifier } from '../ports/open-id-verifier.js';
import type { TermsPolicy } from '../ports/terms-policy.js';

/** What the accounts of the identity API v2 are made of. */
export interface IdentityAccountOptions {
  readonly openIdVerifier: OpenIdVerifier;
  readonly accessTokenStorage: AccessTokenStorage;
  /** How long an access token lives, in milliseconds. Default: 90 days. A client registers again by itself. */
  readonly accessTokenLifetimeMs?: number;
}

const defaultLifetimeMs = 90 * 86_400_000;
const tokenBytes = 32;
const tokenIdBytes = 16;

/**
 * Access tokens of the identity API v2, in exchange for a homeserver's OpenID token.
 *
 * Source: Matrix identity service API, "Authentication".
 */
@injectable()
export class IdentityAccounts implements Authenticator {
  constructor(
    @inject(tokens.identityAccountOptions) private readonly options: IdentityAccountOptions,
    @inject(tokens.termsPolicy) private readonly terms: TermsPolicy | undefined,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @returns an access token of 256 random bits, which is kept nowhere.
   * @throws MatrixError `M_UNAUTHORIZED` if the homeserver doesn't know the token, `M_FORBIDDEN` if the homeserver isn't
   *   one that is asked, `M_UNKNOWN` 502 if it gives no answer that can be used.
   */
  async register(token: OpenIdToken): Promise<string> {
    const verdict = await this.verify(token);
    if (verdict.kind === 'untrusted')
      throw new MatrixError('M_FORBIDDEN', 'Users of this homeserver are not served here');
    if (verdict.kind === 'unknown')
      throw new MatrixError('M_UNAUTHORIZED', 'The homeserver does not know this OpenID token');
    const accessToken = randomBytes(tokenBytes).toString('base64url');
    const now = this.clock.now();
    await this.options.accessTokenStorage.put({
      tokenId: this.tokenIds(accessToken)[0] ?? '',
      userId: verdict.userId,
      expiresAt: now + (this.options.accessTokenLifetimeMs ?? defaultLifetimeMs),
      now,
    });
    return accessToken;
  }

  async authenticate(accessToken: string): Promise<Authentication> {
    const userId = await this.userOf(accessToken);
    if (userId === undefined) return { kind: 'unknown' };
    const agreed = this.terms === undefined || (await this.terms.hasAgreed(userId));
    return agreed ? { kind: 'user', userId } : { kind: 'terms-not-signed', userId };
  }

  /** @returns whether the token was alive: true for one of many calls at once. */
  async logout(accessToken: string): Promise<boolean> {
    const now = this.clock.now();
    const removals = this.tokenIds(accessToken).map((tokenId) =>
      this.options.accessTokenStorage.remove({ tokenId, now }),
    );
    return (await Promise.all(removals)).includes(true);
  }

  private async userOf(accessToken: string): Promise<string | undefined> {
    const now = this.clock.now();
    for (const tokenId of this.tokenIds(accessToken)) {
      const userId = await this.options.accessTokenStorage.userOf({ tokenId, now });
      if (userId !== undefined) return userId;
    }
    return undefined;
  }

  private async verify(token: OpenIdToken): Promise<OpenIdVerdict> {
    try {
      return await this.options.openIdVerifier.verify(token);
    } catch (cause) {
      throw new MatrixError('M_UNKNOWN', 'The homeserver gave no answer that can be used', {
        status: 502,
        cause,
      });
    }
  }

  /** One a secret, newest first. */
  private tokenIds(accessToken: string): readonly string[] {
    return this.keyring.map((keys) =>
      keys.digest('access-token', accessToken).subarray(0, tokenIdBytes).toString('base64url'),
    );
  }
}
