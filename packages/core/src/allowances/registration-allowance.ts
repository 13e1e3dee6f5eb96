import { countedAddress } from '../domain/client-address.js';
import type { KeyPurpose, SecretKeys } from '../domain/keyring.js';
import type { MessageLimit } from '../domain/message-limit.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** 12 bytes of a digest. */
const idLength = 16;

/** An OpenID token that a homeserver has confirmed to be `userId`'s. */
export interface VerifiedOpenIdToken {
  readonly userId: string;
  readonly accessToken: string;
}

/**
 * The limits on registrations. It uses the allowances of the session storage: each is one atomic step for all processes
 * that share the storage, under a keyed digest.
 */
@injectable()
export class RegistrationAllowance {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Counts a registration against an address, or an IPv6 /56. Unknown addresses aren't limited.
   *
   * @returns what refunds it.
   * @throws MatrixError `M_LIMIT_EXCEEDED`.
   * @throws StorageUnavailableError
   */
  async spend(
    clientAddress: string | undefined,
    limits: readonly MessageLimit[],
    now: number,
    record: RequestRecord,
  ): Promise<() => Promise<void>> {
    const counted = countedAddress(clientAddress);
    if (counted === undefined || limits.length === 0) return () => Promise.resolve();
    // IPv6 by the /56: a household has 256 networks to register from.
    const id = this.idOf('client-address', 'registration', counted.site ?? counted.address);
    const outcome = await this.storage.spend({ id, limits, now });
    if (outcome.kind === 'spent') return () => this.refundSpent(id, now, record);
    this.logger.info(linked(record.id, {}), 'registration limit of a client address reached');
    throw limitExceeded('registrations', outcome.retryAfterMs);
  }

  /**
   * Marks an OpenID token as used, for the longest time that it may live.
   *
   * @returns false if it was used before. Of many calls at once, exactly one gets true.
   * @throws StorageUnavailableError
   */
  async useUp(token: VerifiedOpenIdToken, lifetimeMs: number, now: number): Promise<boolean> {
    const limits = [{ messages: 1, windowMs: lifetimeMs }];
    return (await this.storage.spend({ id: this.openIdOf(token), limits, now })).kind === 'spent';
  }

  /** Refunds a token that `useUp` used up at `usedAt`, where nothing came of it. */
  async refund(token: VerifiedOpenIdToken, usedAt: number, record: RequestRecord): Promise<void> {
    await this.refundSpent(this.openIdOf(token), usedAt, record);
  }

  private async refundSpent(id: string, spentAt: number, record: RequestRecord): Promise<void> {
    try {
      await this.storage.refund({ id, spentAt });
    } catch (err) {
      this.logger.warn(linked(record.id, { err }), 'a registration that came to nothing stays counted');
    }
  }

  /** By the user, because the client may spell the homeserver's name in several ways. */
  private openIdOf({ userId, accessToken }: VerifiedOpenIdToken): string {
    return this.idOf('access-token', 'openid', userId, accessToken);
  }

  /** More parts than any other digest of this purpose, so that none can be mistaken for another. */
  private idOf(purpose: KeyPurpose, ...parts: readonly string[]): string {
    return this.indexKeys.digest(purpose, ...parts).slice(0, idLength);
  }
}
