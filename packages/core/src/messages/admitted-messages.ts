import { inject, injectable } from '../injection.js';
import { Reservations, type Reservation, type ReservedMessage } from '../spending/reservations.js';
import {
  JudgedMessages,
  type ApprovedMessage,
  type DelayedMessage,
  type JudgedMessage,
  type MessageToJudge,
} from './judged-messages.js';

/** A message that may be sent. */
export interface AdmittedMessage extends Omit<ApprovedMessage, 'kind'> {
  readonly kind: 'admitted';
  readonly reservation: Reservation;
}

/** The messages that the `SendPolicy` allows and whose price is reserved. */
@injectable()
export class AdmittedMessages {
  constructor(
    @inject(JudgedMessages) private readonly judged: JudgedMessages,
    @inject(Reservations) private readonly reservations: Reservations,
  ) {}

  /**
   * Asks the policy and reserves the price, at the same time. If one says no, the other is given back.
   *
   * @throws the errors of `JudgedMessages.judge`.
   * @throws StorageUnavailableError
   */
  async admit(message: MessageToJudge): Promise<AdmittedMessage | DelayedMessage> {
    const [judged, reserved] = await Promise.allSettled([
      this.judged.judge(message),
      this.reservations.reserve(message.country, message.now),
    ]);
    const judgment = judged.status === 'fulfilled' ? judged.value : undefined;
    const money = reserved.status === 'fulfilled' ? reserved.value : undefined;
    if (judgment?.kind === 'allowed' && money?.kind === 'reserved')
      return { ...judgment, kind: 'admitted', reservation: money.reservation };
    await this.giveBackHalf(judgment, money);
    if (judgment === undefined || money === undefined) throw reasonOf(judged, reserved);
    return delayOf(judgment, money);
  }

  /** Gives back what an admitted message has cost that was not sent. Never rejects. */
  async giveBack(kind: 'unsent' | 'failed', message: AdmittedMessage): Promise<void> {
    await Promise.all([this.judged.giveBack(kind, message), this.reservations.release(message.reservation)]);
  }

  /** Nobody waits for the money: it is given back in the background. */
  private async giveBackHalf(
    judgment: JudgedMessage | undefined,
    money: ReservedMessage | undefined,
  ): Promise<void> {
    if (money?.kind === 'reserved') void this.reservations.release(money.reservation);
    if (judgment?.kind === 'allowed') await this.judged.giveBack('unsent', judgment);
  }
}

/** The policy's error comes first: it may say that no message ever goes to this destination. */
function reasonOf(...results: readonly PromiseSettledResult<unknown>[]): unknown {
  return results.find((result) => result.status === 'rejected')?.reason;
}

/** No challenge helps against a budget that is used up. */
function delayOf(judgment: JudgedMessage, money: ReservedMessage): DelayedMessage {
  const delayed = judgment.kind === 'delayed' ? judgment : undefined;
  const retryAfterMs = Math.max(delayed?.retryAfterMs ?? 0, money.kind === 'short' ? money.retryAfterMs : 0);
  const offer = money.kind === 'short' ? undefined : delayed?.offer;
  return { kind: 'delayed', retryAfterMs, offer: offer ?? (() => Promise.resolve(undefined)) };
}
