import type { SecretKeys } from '../domain/keyring.js';
import { maskNumber } from '../domain/mask-number.js';
import { assertOperatorChange, type OperatorChange } from '../domain/operator-change.js';
import { internationalNumber } from '../domain/requested-number.js';
import { numberIdentityOf } from '../domain/session-identity.js';
import { inject, injectable, tokens } from '../injection.js';
import { audit } from '../log/operator-audit.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SendPolicy } from '../ports/send-policy.js';
import type { SessionStorage } from '../ports/session-storage.js';

/** Gives a number messages again: its limits and its balances start anew. Its sessions stay. */
@injectable()
export class ReleaseNumber {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`.
   * @throws StorageUnavailableError; a part may be removed then: call again.
   */
  async execute(phoneNumber: string, change: OperatorChange): Promise<void> {
    assertOperatorChange(change);
    const { msisdn, country } = internationalNumber(phoneNumber);
    const { by, reason } = change;
    const now = this.clock.now();
    await this.storage.release({ ...numberIdentityOf(this.indexKeys, msisdn), now });
    await this.policy.forget?.({ msisdn, country, now });
    audit(this.logger, { by, action: 'release', target: maskNumber(msisdn), reason });
  }
}
