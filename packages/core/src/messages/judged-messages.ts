import { maskNumber } from '../domain/mask-number.js';
import { isReceipt } from '../domain/receipt.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { MatrixError } from '../errors/matrix-error.js';
import { markedForOperator } from '../errors/operator-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { SendCandidate, SendEvent, SendPolicy } from '../ports/send-policy.js';

/** The messages that the `SendPolicy` judges, and learns the fate of. */
@injectable()
export class JudgedMessages {
  constructor(
    @inject(tokens.sendPolicy) private readonly policy: SendPolicy,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Resolves if the message may be sent, with the policy's receipt, if it gave one.
   *
   * @throws MatrixError `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`.
   * @throws TypeError for a receipt of another form; and the errors of the policy.
   */
  async judge(candidate: SendCandidate): Promise<string | undefined> {
    const verdict = await this.policy.judge(candidate);
    if (verdict.kind === 'allow') return checkedReceipt(verdict.receipt);
    if (verdict.kind === 'delay') throw limitExceeded('messages', verdict.retryAfterMs);
    this.logger.info({ msisdn: maskNumber(candidate.msisdn), reason: verdict.reason }, 'destination refused');
    throw new MatrixError(
      'M_DESTINATION_REJECTED',
      `No message can be sent to this number: ${verdict.reason}`,
    );
  }

  /** Passes an event to the policy if the message has a receipt. Never rejects. */
  async learn(kind: SendEvent['kind'], receipt: string | undefined): Promise<void> {
    if (receipt === undefined) return;
    try {
      await this.policy.learn?.({ kind, receipt, now: this.clock.now() });
    } catch (err) {
      this.logger.warn({ err, event: kind }, 'the send policy did not learn what became of a message');
    }
  }
}

function checkedReceipt(receipt: unknown): string | undefined {
  if (receipt === undefined || isReceipt(receipt)) return receipt;
  throw markedForOperator(
    new TypeError('threepid: the receipt of a SendPolicy must be 1 to 48 bytes in base64url without padding'),
  );
}
