import { accessTokenIdOf, newAccessToken } from '../domain/access-token.js';
import type { Keyring } from '../domain/keyring.js';
import type { MessageLimit } from '../domain/message-limit.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { Authentication, Authenticator } from '../ports/authenticator.js';
import type { Clock } from '../ports/clock.js';
import type { OpenIdToken, OpenIdVerdict, OpenIdVerifier } from '../ports/open-id-verifier.js';
import type { TermsPolicy } from '../ports/terms-policy.js';
import {
  defaultRegistrationLimits,
  RegistrationAllowance,
  type VerifiedOpenIdToken,
} from '../allowances/registration-allowance.js';

/** What the accounts of the identity API v2 are made of. */
export interface IdentityAccountOptions {
  readonly openIdVerifier: OpenIdVerifier;
  readonly accessTokenStorage: AccessTokenStorage;
  /** How long an access token lives, in milliseconds. Default: 90 days. A client registers again by itself. */
  readonly accessTokenLifetimeMs?: number;
  /** The most live access tokens of a user: the oldest goes when there is one more. Default: 20. */
  readonly accessTokensPerUser?: number;
  /**
   * How often one client address may register. Default: 60 times in an hour and 200 times in 24 hours; an empty list
   * switches the limit off.
   */
  readonly registrationsPerAddress?: readonly MessageLimit[];
  /**
   * The longest that an OpenID token of a homeserver lives, in milliseconds: for so long it is remembered that one was
   * used. Default: 24 hours; Synapse's live one.
   */
  readonly openIdTokenLifetimeMs?: number;
}

const day = 86_400_000;

/** The numbers that rule registrations. */
type RegistrationRules = Required<Omit<IdentityAccountOptions, 'openIdVerifier' | 'accessTokenStorage'>>;

function rulesOf(options: Partial<IdentityAccountOptions> = {}): RegistrationRules {
  return {
    accessTokenLifetimeMs: options.accessTokenLifetimeMs ?? 90 * day,
    accessTokensPerUser: options.accessTokensPerUser ?? 20,
    registrationsPerAddress: options.registrationsPerAddress ?? defaultRegistrationLimits,
    openIdTokenLifetimeMs: options.openIdTokenLifetimeMs ?? day,
  };
}

/**
 * Access tokens of the identity API v2, in exchange for a homeserver's OpenID token.
 *
 * Source: Matrix identity service API, "Authentication".
 */
@injectable()
export class IdentityAccounts implements Authenticator {
  private readonly rules: RegistrationRules;

  constructor(
    @inject(tokens.identityAccountOptions) private readonly options: IdentityAccountOptions,
    @inject(tokens.termsPolicy) private readonly terms: TermsPolicy | undefined,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(RegistrationAllowance) private readonly allowance: RegistrationAllowance,
  ) {
    this.rules = rulesOf(options);
  }

  /**
   * Registers a user, once for each OpenID token.
   *
   * @param clientAddress whose registrations are limited; undefined: not limited.
   * @returns an access token with 160 random bits, which is kept nowhere.
   * @throws MatrixError `M_UNAUTHORIZED` if the homeserver doesn't know the token, or it was used before; `M_FORBIDDEN`
   *   if the homeserver isn't one that is asked; `M_LIMIT_EXCEEDED`; `M_UNKNOWN` 502 if it gives no answer that can be
   *   used.
   * @throws StorageUnavailableError
   */
  async register(token: OpenIdToken, clientAddress?: string): Promise<string> {
    // Before the homeserver is asked: what is limited is the calls that a client can have us make, too.
    const { registrationsPerAddress } = this.rules;
    const takeBack = await this.allowance.spend(clientAddress, registrationsPerAddress, this.clock.now());
    const verdict = await this.verify(token);
    // Nobody was asked.
    if (verdict.kind === 'untrusted') await takeBack();
    return this.issueOnce({ userId: userIdOf(verdict), accessToken: token.accessToken });
  }

  async authenticate(accessToken: string): Promise<Authentication> {
    const userId = await this.userOf(accessToken);
    if (userId === undefined) return { kind: 'unknown' };
    const agreed = this.terms === undefined || (await this.terms.hasAgreed(userId));
    return agreed ? { kind: 'user', userId } : { kind: 'terms-not-signed', userId };
  }

  /** @returns true if the token was alive: for one of many calls at once. */
  async logout(accessToken: string): Promise<boolean> {
    const now = this.clock.now();
    const removals = this.tokenIds(accessToken).map((tokenId) =>
      this.options.accessTokenStorage.remove({ tokenId, now }),
    );
    return (await Promise.all(removals)).includes(true);
  }

  private async issueOnce(openIdToken: VerifiedOpenIdToken): Promise<string> {
    const now = this.clock.now();
    const isFresh = await this.allowance.useUp(openIdToken, this.rules.openIdTokenLifetimeMs, now);
    if (!isFresh)
      throw new MatrixError(
        'M_UNAUTHORIZED',
        'This OpenID token was used before; get another from the homeserver',
      );
    try {
      return await this.issue(openIdToken.userId, now);
    } catch (error) {
      await this.allowance.giveBack(openIdToken, now);
      throw error;
    }
  }

  private async issue(userId: string, now: number): Promise<string> {
    const accessToken = newAccessToken(userId);
    await this.options.accessTokenStorage.put({
      tokenId: this.tokenIds(accessToken)[0] ?? '',
      userId,
      expiresAt: now + this.rules.accessTokenLifetimeMs,
      now,
      tokensPerUser: this.rules.accessTokensPerUser,
    });
    return accessToken;
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

  /** One for each secret, newest first; none for what is no token of ours. */
  private tokenIds(accessToken: string): readonly string[] {
    return this.keyring
      .map((keys) => accessTokenIdOf(keys, accessToken))
      .filter((tokenId) => tokenId !== undefined);
  }
}

function userIdOf(verdict: OpenIdVerdict): string {
  if (verdict.kind === 'user') return verdict.userId;
  if (verdict.kind === 'untrusted')
    throw new MatrixError('M_FORBIDDEN', 'Users of this homeserver are not served here');
  throw new MatrixError('M_UNAUTHORIZED', 'The homeserver does not know this OpenID token');
}
