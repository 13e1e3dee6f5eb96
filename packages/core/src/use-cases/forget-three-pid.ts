import type { SecretKeys } from '../domain/keyring.js';
import { internationalNumber } from '../domain/requested-number.js';
import { numberIdentityOf } from '../domain/session-identity.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SendPolicy } from '../ports/send-policy.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** Removes what is stored of a number. */
@injectable()
export class ForgetThreePid {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Does the same for a number of which nothing is stored, and tells no difference.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`.
   * @throws StorageUnavailableError; a part may be removed then: call again.
   */
  async execute(phoneNumber: string): Promise<void> {
    const { msisdn, country } = internationalNumber(phoneNumber);
    const now = this.clock.now();
    // First the sessions: without them, the policy learns of no more verifications.
    await this.storage.forget({ ...numberIdentityOf(this.indexKeys, msisdn), now });
    await this.policy.forget?.({ msisdn, country, now });
    this.logger.info({}, 'number forgotten');
  }
}
