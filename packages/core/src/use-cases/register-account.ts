import { RegistrationAllowance, type VerifiedOpenIdToken } from '../allowances/registration-allowance.js';
import { accessTokenIdOf, newAccessToken } from '../domain/access-token.js';
import type { Keyring } from '../domain/keyring.js';
import type { RegistrationRules } from '../domain/registration-rules.js';
import { MatrixError } from '../errors/matrix-error.js';
import { orUnavailable } from '../errors/or-unavailable.js';
import { accountTokens, inject, injectable, tokens } from '../injection.js';
import type { RequestRecord } from '../log/request-record.js';
import type { AccessTokenStorage } from '../ports/access-token-storage.js';
import type { Clock } from '../ports/clock.js';
import type { OpenIdToken, OpenIdVerdict, OpenIdVerifier } from '../ports/open-id-verifier.js';

/** A registration with an OpenID token of a homeserver. */
export interface RegisterAccountInput extends OpenIdToken {
  /** The client's address, whose registrations are limited; undefined: not limited. */
  readonly clientAddress: string | undefined;
  readonly record: RequestRecord;
}

/**
 * Exchanges a homeserver's OpenID token for one of our access tokens. Each OpenID token works once.
 *
 * Source: Matrix identity service API, `POST account/register`.
 */
@injectable()
export class RegisterAccount {
  constructor(
    @inject(accountTokens.openIdVerifier) private readonly openIdVerifier: OpenIdVerifier,
    @inject(accountTokens.accessTokenStorage) private readonly accessTokenStorage: AccessTokenStorage,
    @inject(accountTokens.registrationRules) private readonly rules: RegistrationRules,
    @inject(RegistrationAllowance) private readonly allowance: RegistrationAllowance,
    @inject(tokens.keyring) private readonly keyring: Keyring,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @returns an access token with 160 random bits, which isn't stored.
   * @throws MatrixError `M_UNAUTHORIZED` if the homeserver doesn't know the token, or it was used before; `M_FORBIDDEN`
   *   if the trust policy doesn't allow the homeserver; `M_LIMIT_EXCEEDED`; `M_UNKNOWN` 502 if it gives no usable
   * answer.
   * @throws StorageUnavailableError
   */
  async execute({ clientAddress, record, ...token }: RegisterAccountInput): Promise<string> {
    // Before the call to the homeserver, because the calls that a client can make us send are limited too.
    const { registrationsPerAddress } = this.rules;
    const refund = await this.allowance.spend(
      clientAddress,
      registrationsPerAddress,
      this.clock.now(),
      record,
    );
    const verdict = await this.verify(token);
    // No homeserver was called.
    if (verdict.kind === 'untrusted') await refund();
    return this.issueOnce({ userId: userIdOf(verdict), accessToken: token.accessToken }, record);
  }

  private async issueOnce(openIdToken: VerifiedOpenIdToken, record: RequestRecord): Promise<string> {
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
      await this.allowance.refund(openIdToken, now, record);
      throw error;
    }
  }

  private async issue(userId: string, now: number): Promise<string> {
    const accessToken = newAccessToken(userId);
    await this.accessTokenStorage.put({
      tokenId: accessTokenIdOf(this.keyring[0], accessToken) ?? '',
      userId,
      expiresAt: now + this.rules.accessTokenLifetimeMs,
      now,
      tokensPerUser: this.rules.accessTokensPerUser,
    });
    return accessToken;
  }

  private async verify(token: OpenIdToken): Promise<OpenIdVerdict> {
    return orUnavailable(
      () => this.openIdVerifier.verify(token),
      'The homeserver gave no answer that can be used',
      502,
    );
  }
}

function userIdOf(verdict: OpenIdVerdict): string {
  if (verdict.kind === 'user') return verdict.userId;
  if (verdict.kind === 'untrusted')
    throw new MatrixError('M_FORBIDDEN', 'Users of this homeserver are not served here');
  throw new MatrixError('M_UNAUTHORIZED', 'The homeserver does not know this OpenID token');
}
