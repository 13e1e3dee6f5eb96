import { limitExceeded } from '../errors/limit-exceeded.js';
import { inject, injectable } from '../injection.js';
import type { MessageChannel } from '../ports/sms-sender.js';
import { MessageMoney } from '../spending/message-money.js';
import { Reservations, type Reservation } from '../spending/reservations.js';
import {
  JudgedMessages,
  type ApprovedMessage,
  type DelayedMessage,
  type MessageToJudge,
} from './judged-messages.js';

/** A message that may be sent once its price is reserved. */
export interface AdmittedMessage extends Omit<ApprovedMessage, 'kind'> {
  readonly kind: 'admitted';
  readonly money: MessageMoney;
}

/** A message to judge, and to pay for. */
export interface MessageToAdmit extends MessageToJudge {
  /** Default: `sms`. */
  readonly channel?: MessageChannel;
  /** Of its text. Default: 1. */
  readonly segments?: number;
}

/** The messages that the `SendPolicy` allows and that no budget refuses. */
@injectable()
export class AdmittedMessages {
  constructor(
    @inject(JudgedMessages) private readonly judged: JudgedMessages,
    @inject(Reservations) private readonly reservations: Reservations,
  ) {}

  /**
   * Asks the policy, and then reserves the price if there is a budget. In this order, a message that is refused holds no money: not
   * even while its challenge is checked.
   *
   * @throws the errors of `JudgedMessages.judge`.
   * @throws StorageUnavailableError
   */
  async admit(message: MessageToAdmit): Promise<AdmittedMessage | DelayedMessage> {
    const judged = await this.judged.judge(message);
    if (judged.kind === 'delayed') return judged;
    const { country } = message;
    const money = new MessageMoney(this.reservations, message);
    const { receipt, proof, record } = judged;
    const admitted: AdmittedMessage = { kind: 'admitted', receipt, proof, record, money };
    // Without a budget, nothing can be short: the price is reserved while the session is opened, so that nobody waits for it.
    return this.reservations.hasBudget(country) ? this.withinBudget(admitted) : admitted;
  }

  /**
   * The money of an admitted message. It isn't reserved before somebody asks, if there is no budget.
   *
   * @throws MatrixError `M_LIMIT_EXCEEDED`
   * @throws StorageUnavailableError
   */
  async reservationOf({ money }: AdmittedMessage): Promise<Reservation> {
    const reserved = await money.reserve();
    if (reserved.kind === 'short') throw limitExceeded('messages', reserved.retryAfterMs);
    return reserved.reservation;
  }

  /** Gives back what an admitted message has cost that was not sent. Never rejects. */
  async giveBack(kind: 'unsent' | 'failed', message: AdmittedMessage): Promise<void> {
    await Promise.all([this.judged.giveBack(kind, message), message.money.release()]);
  }

  private async withinBudget(message: AdmittedMessage): Promise<AdmittedMessage | DelayedMessage> {
    const reserved = await message.money.reserve().catch(async (error: unknown) => {
      await this.giveBack('unsent', message);
      throw error;
    });
    if (reserved.kind === 'reserved') return message;
    await this.giveBack('unsent', message);
    // No challenge helps against a budget that is used up.
    const { retryAfterMs, budget } = reserved;
    return {
      kind: 'delayed',
      rule: `budget.${budget}`,
      retryAfterMs,
      offer: () => Promise.resolve(undefined),
    };
  }
}
