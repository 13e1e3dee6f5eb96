import { maskNumber } from '../domain/mask-number.js';
import { assertOperatorChange, type OperatorChange } from '../domain/operator-change.js';
import { internationalNumber } from '../domain/requested-number.js';
import { inject, injectable, tokens } from '../injection.js';
import { audit } from '../log/operator-audit.js';
import type { Logger } from '../ports/logger.js';
import { ForgetThreePid } from './forget-three-pid.js';

/** Removes what is stored of a number, and says in the log who has done it. */
@injectable()
export class ForgetByOperator {
  constructor(
    @inject(ForgetThreePid) private readonly forgetThreePid: ForgetThreePid,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param phoneNumber E.164 with the `+`.
   * @throws as `ForgetThreePid.execute`.
   */
  async execute(phoneNumber: string, change: OperatorChange): Promise<void> {
    assertOperatorChange(change);
    await this.forgetThreePid.execute(phoneNumber);
    const { by, reason } = change;
    const target = maskNumber(internationalNumber(phoneNumber).msisdn);
    audit(this.logger, { by, action: 'forget', target, reason });
  }
}
