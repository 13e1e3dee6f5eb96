import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { MessageResult, OpenedSession, SessionStorage } from '../ports/session-storage.js';
import type { SmsResult } from '../ports/sms-sender.js';
import type { Opening } from '../sessions/session-opener.js';
import type { Reservation } from '../spending/reservations.js';
import { isFirstOf } from './is-first-of.js';
import { isCertainlyUnsent, MessageDelivery } from './message-delivery.js';
import { MessageReports } from './message-reports.js';
import { MessagesUnderWay, type ClaimedMessage } from './messages-under-way.js';

/** A message that a call sends. */
export interface MessageToSend {
  readonly code: string;
  /** Of its money; undefined for a test number. */
  readonly reservation: Reservation | undefined;
  /** Called if the number is refunded, before anything is thrown. */
  readonly onRefunded: () => Promise<void>;
}

/** The message of a session: the call that claimed it sends it, and all others wait for it. */
@injectable()
export class SessionMessages {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(MessageDelivery) private readonly delivery: MessageDelivery,
    @inject(MessageReports) private readonly reports: MessageReports,
    @inject(MessagesUnderWay) private readonly underWay: MessagesUnderWay,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * Sends the message that this call has claimed, and stores its outcome.
   *
   * @throws MatrixError `M_SEND_ERROR`, `M_DESTINATION_REJECTED`.
   */
  async send(opening: Opening, opened: OpenedSession, toSend: MessageToSend): Promise<void> {
    const message = messageOf(opening, opened, opening.claim);
    const result = await this.underWay.send(
      message,
      () => this.deliver(opening, opened, toSend),
      messageResultOf,
    );
    if (isCertainlyUnsent(result)) await toSend.onRefunded();
    throwUnlessSent(messageResultOf(result));
  }

  /**
   * Gives back the message that this call has claimed and certainly doesn't send, so that the same call can send it later. Never
   * rejects.
   */
  async withdraw(opening: Opening, opened: OpenedSession): Promise<void> {
    const message = messageOf(opening, opened, opening.claim);
    await this.underWay.send(
      message,
      () => this.settle(opening, opened, withdrawn),
      () => 'failed',
    );
  }

  /**
   * Waits for the message of a session if another call is sending it, so that all calls get its outcome.
   *
   * @throws MatrixError `M_SEND_ERROR`, `M_DESTINATION_REJECTED`.
   * @throws StorageUnavailableError
   */
  async wait(opening: Opening, opened: OpenedSession): Promise<void> {
    const { message } = opened;
    if (message.kind !== 'under-way') return;
    const claimed = messageOf(opening, opened, message.claim);
    throwUnlessSent(await this.underWay.outcomeOf(claimed, opening.patience));
  }

  private async deliver(
    opening: Opening,
    opened: OpenedSession,
    { code, reservation }: MessageToSend,
  ): Promise<SmsResult> {
    const { number, test, purpose, content, channel, record, events, locales = [] } = opening;
    const result = await this.delivery.send({
      number,
      test,
      purpose,
      channel,
      code,
      // Another product knows how long its own code is valid.
      expiresAt: content === undefined ? opened.codeExpiresAt : undefined,
      text: content?.text,
      locales,
      isJudged: this.reports.isJudged(opening),
      previous: this.reports.previousOf(opening, opened),
      reservation,
      isFirst: isFirstOf(opening, opened),
      record,
      events,
    });
    await this.settle(opening, opened, result);
    return result;
  }

  /** The caller gets the provider's answer whether or not this succeeds. */
  private async settle(opening: Opening, opened: OpenedSession, result: SmsResult): Promise<void> {
    const { slot, sessionId, claim } = messageOf(opening, opened, opening.claim);
    const kept = this.reports.keep(opening, opened, result);
    try {
      const replaced = await this.storage.settle({
        slot,
        sessionId,
        claim,
        numberId: opening.numberId,
        result: messageResultOf(result),
        ...(kept === undefined ? {} : { sentMessage: kept.stored }),
        // One that the provider rejects for its destination is counted: asking again won't help.
        refund: isCertainlyUnsent(result),
        openedAt: opening.now,
        now: this.clock.now(),
      });
      this.reports.settled(opening, opened, { kept, replaced });
    } catch (err) {
      this.logger.error(
        linked(opening.record?.id, { err }),
        'what became of a message could not be stored: it counts as sent, and the client must ask with a greater attempt',
      );
    }
  }
}

const withdrawn: SmsResult = { kind: 'refused', cause: undefined };

function messageOf(
  { slot, bySecret }: Opening,
  { secretIndex, generation }: OpenedSession,
  claim: string,
): ClaimedMessage {
  return { slot, sessionId: bySecret[secretIndex]?.sessionId ?? '', generation, claim };
}

function messageResultOf(result: SmsResult): MessageResult {
  if (result.kind === 'sent') return 'sent';
  if (result.kind === 'rejected-destination') return 'rejected';
  return isCertainlyUnsent(result) ? 'failed' : 'unknown';
}

function throwUnlessSent(result: MessageResult): void {
  if (result === 'sent') return;
  if (result === 'rejected')
    throw new MatrixError('M_DESTINATION_REJECTED', 'No message can be delivered to this number');
  throw new MatrixError('M_SEND_ERROR', 'The message could not be sent; try again');
}
