import type { Refunds } from '../allowances/client-allowance.js';
import { segmentsOf } from '../domain/message-segment.js';
import { inject, injectable } from '../injection.js';
import type { MessagePurpose } from '../ports/sms-sender.js';
import type { CodeRequest } from '../sessions/session-opener.js';
import type { Reservation } from '../spending/reservations.js';
import { AdmittedMessages, type AdmittedMessage } from './admitted-messages.js';
import type { DelayedMessage } from './judged-messages.js';
import { channelOf } from './message-delivery.js';

/** A message that may be sent once its price is reserved. Its refunds are also those of the policy and of its price. */
export interface RefundableMessage extends Refunds {
  readonly kind: 'admitted';
  readonly receipt: string | undefined;
  /** The reservation of its price; undefined for a test number. */
  readonly reserve: () => Promise<Reservation | undefined>;
}

/** What is judged beside the request. */
export interface AskedOf {
  readonly purpose: MessagePurpose;
  readonly challengeAnswer: string | undefined;
}

/** Admitted messages that can be given back as a whole, with what they cost their client. */
@injectable()
export class RefundableMessages {
  constructor(@inject(AdmittedMessages) private readonly messages: AdmittedMessages) {}

  /**
   * @param charged gives back what the request has cost its client: at once, if its message is delayed or refused.
   * @throws the errors of `AdmittedMessages.admit`.
   */
  async admit(
    request: CodeRequest,
    asked: AskedOf,
    charged: Refunds,
  ): Promise<RefundableMessage | DelayedMessage> {
    if (request.test !== undefined) return ofTestNumber(charged);
    const message = await this.askFor(request, asked).catch((error: unknown) =>
      refundAndThrow(charged, error),
    );
    if (message.kind === 'delayed') {
      await charged.refund();
      return message;
    }
    return this.withRefunds(message, charged);
  }

  private askFor(
    { number, clientSecret, clientAddress, content, channel, record, events, now }: CodeRequest,
    { purpose, challengeAnswer }: AskedOf,
  ): Promise<AdmittedMessage | DelayedMessage> {
    const { msisdn, country, type: numberType } = number;
    const message = {
      msisdn,
      country,
      numberType,
      purpose,
      clientSecret,
      challengeAnswer,
      clientAddress,
      verifiedElsewhere: content !== undefined,
      record,
      events,
      channel: channelOf({ purpose, channel }),
      now,
    };
    // Our own texts have one segment.
    if (content?.text === undefined) return this.messages.admit(message);
    return this.messages.admit({ ...message, segments: segmentsOf(content.text) });
  }

  private withRefunds(message: AdmittedMessage, charged: Refunds): RefundableMessage {
    const withMessage = (refund: () => Promise<void>, kind: 'unsent' | 'failed') => async () => {
      await Promise.all([refund(), this.messages.giveBack(kind, message)]);
    };
    return {
      kind: 'admitted',
      receipt: message.receipt,
      reserve: () => this.messages.reservationOf(message),
      refund: withMessage(charged.refund, 'unsent'),
      refundForNumber: withMessage(charged.refundForNumber, 'failed'),
    };
  }
}

/** @throws the error. */
export async function refundAndThrow({ refund }: Refunds, error: unknown): Promise<never> {
  await refund();
  throw error;
}

function ofTestNumber({ refund, refundForNumber }: Refunds): RefundableMessage {
  return {
    kind: 'admitted',
    receipt: undefined,
    reserve: () => Promise.resolve(undefined),
    refund,
    refundForNumber,
  };
}
