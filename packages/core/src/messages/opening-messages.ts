import { maskNumber } from '../domain/mask-number.js';
import type { SessionRules } from '../domain/session-rules.js';
import { limitExceeded } from '../errors/limit-exceeded.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked } from '../log/request-record.js';
import type { Logger } from '../ports/logger.js';
import type { OpenedSession } from '../ports/session-storage.js';
import { SessionOpener, type Opening } from '../sessions/session-opener.js';
import type { Reservation } from '../spending/reservations.js';
import { refundAndThrow, type RefundableMessage } from './refundable-messages.js';
import { SessionMessages } from './session-messages.js';

/** A session that is open, and the money of its message, if that could be reserved. */
interface OpenedWithMoney {
  readonly opened: OpenedSession;
  readonly reserved: PromiseSettledResult<Reservation | undefined>;
}

/** Opens sessions, each with the message that its request was admitted for. */
@injectable()
export class OpeningMessages {
  constructor(
    @inject(SessionOpener) private readonly sessions: SessionOpener,
    @inject(SessionMessages) private readonly messages: SessionMessages,
    @inject(tokens.sessionRules) private readonly rules: SessionRules,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Opens the session. Sends its message if this call claimed it, else waits for its outcome.
   *
   * @throws MatrixError `M_LIMIT_EXCEEDED`, `M_SEND_ERROR`, `M_DESTINATION_REJECTED`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  async open(opening: Opening, message: RefundableMessage): Promise<OpenedSession> {
    const { opened, reserved } = await this.openAndReserve(opening, message);
    if (opened.message.kind === 'claimed') await this.send(opening, { opened, reserved }, message);
    else {
      opening.events?.answerWithout();
      await message.refund();
    }
    await this.messages.wait(opening, opened);
    return opened;
  }

  /** At the same time. Money that was reserved before stays so. */
  private async openAndReserve(opening: Opening, message: RefundableMessage): Promise<OpenedWithMoney> {
    const { perNumber } = opening.content === undefined ? this.rules.limits : this.rules.deliveryLimits;
    const [outcome, reserved] = await Promise.allSettled([
      this.sessions.open(opening, perNumber, message.receipt),
      message.reserve(),
    ]);
    if (outcome.status === 'rejected') return refundAndThrow(message, outcome.reason);
    if (outcome.value.kind === 'opened') return { opened: outcome.value, reserved };
    return this.refuse(opening, message, outcome.value.retryAfterMs);
  }

  private refuse(opening: Opening, message: RefundableMessage, retryAfterMs: number): Promise<never> {
    opening.events?.refuse({ rule: 'limit.number', retryAfterMs });
    const { number, record } = opening;
    this.logger.info(
      linked(record?.id, { msisdn: maskNumber(number.msisdn) }),
      'message limit of the number reached',
    );
    return refundAndThrow(message, limitExceeded('messages', retryAfterMs));
  }

  private async send(
    opening: Opening,
    { opened, reserved }: OpenedWithMoney,
    message: RefundableMessage,
  ): Promise<void> {
    if (opening.test?.kind === 'configured') return;
    if (reserved.status === 'rejected') {
      await this.messages.withdraw(opening, opened);
      return refundAndThrow(message, reserved.reason);
    }
    const code = this.sessions.codeOf(opening, opened);
    const { refundForNumber: onRefunded } = message;
    await this.messages.send(opening, opened, { code, reservation: reserved.value, onRefunded });
  }
}
