import { randomUUID } from 'node:crypto';
import { maskNumber } from '../domain/mask-number.js';
import { noCountry, type PhoneNumber } from '../domain/phone-number.js';
import type { TestNumberKind } from '../domain/test-numbers.js';
import { OperatorError } from '../errors/operator-error.js';
import type { MessageEvents } from '../events/message-events.js';
import { amountOf } from '../guard/money-amount.js';
import { inject, injectable, tokens } from '../injection.js';
import { linked, type RequestRecord } from '../log/request-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { MessageTemplates } from '../ports/message-templates.js';
import type {
  MessageChannel,
  MessagePurpose,
  PreviousMessage,
  SmsMessage,
  SmsResult,
  SmsSender,
} from '../ports/sms-sender.js';
import { resultOfFailure } from '../sms/failure-meaning.js';
import { isSmsResult } from '../sms/is-sms-result.js';
import { Reservations, type Reservation } from '../spending/reservations.js';
import type { Senders } from '../sms/senders.js';
import { loggableId } from './loggable-id.js';
import { withinTime } from './within-time.js';

/** A message to send. */
export interface Delivery {
  readonly number: PhoneNumber;
  readonly test: TestNumberKind | undefined;
  readonly purpose: MessagePurpose;
  /** Default: `sms`. A message without a code goes by SMS, whatever the channel is. */
  readonly channel?: MessageChannel | undefined;
  /** Only for the purpose `verify`. */
  readonly code: string;
  /** When the code expires, if it is one of ours. */
  readonly expiresAt?: number | undefined;
  /** The whole text, if another product has written it. */
  readonly text?: string | undefined;
  readonly locales: readonly string[];
  /** True if its sender learns what became of it. Default: false. */
  readonly isJudged?: boolean;
  /** The session's message before. */
  readonly previous?: PreviousMessage | undefined;
  /** True if it is the first message of its session. Default: false. */
  readonly isFirst?: boolean;
  readonly record?: RequestRecord | undefined;
  readonly events?: MessageEvents | undefined;
  /** Of the money for this message. Only messages to test numbers need none. */
  readonly reservation: Reservation | undefined;
}

/**
 * Writes a message and passes it to its sender. Nothing else passes messages to a paid sender, and no message passes here without
 * a reservation of its own.
 */
@injectable()
export class MessageDelivery {
  constructor(
    @inject(tokens.senders) private readonly senders: Senders,
    @inject(tokens.testSmsSender) private readonly testSms: SmsSender,
    @inject(Reservations) private readonly reservations: Reservations,
    @inject(tokens.messageTemplates) private readonly templates: MessageTemplates,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /** Never rejects: errors, also those of the host's own templates, are logged and become a result. */
  async send(delivery: Delivery): Promise<SmsResult> {
    const sender = this.senderOf(delivery);
    const { events } = delivery;
    const result = await (events === undefined
      ? this.attempt(sender, delivery)
      : this.attemptTold(sender, delivery, events));
    this.log(sender.name, delivery, result);
    return result;
  }

  private async attemptTold(
    sender: SmsSender,
    delivery: Delivery,
    events: MessageEvents,
  ): Promise<SmsResult> {
    events.request();
    const startedAt = this.clock.now();
    const result = await this.attempt(sender, delivery);
    const { reservation, isFirst = false } = delivery;
    const durationMs = Math.max(0, this.clock.now() - startedAt);
    const price = reservation === undefined ? 0 : amountOf(reservation.request.price);
    events.settle(result, { name: sender.name, durationMs, price, isFirst });
    return result;
  }

  private senderOf(delivery: Delivery): SmsSender {
    if (delivery.test !== undefined) return this.testSms;
    return this.senders[channelOf(delivery)] ?? this.senders.sms;
  }

  private async attempt(sender: SmsSender, delivery: Delivery): Promise<SmsResult> {
    const message = this.write(delivery);
    if ('kind' in message) return message;
    const unpaid = this.pay(delivery);
    if (unpaid !== undefined) return unpaid;
    const result = await withinTime(this.clock, longestSendMs, resultOf(sender, message), tooLate);
    if (delivery.reservation !== undefined && isCertainlyUnsent(result))
      this.reservations.markUnsent(delivery.reservation);
    return result;
  }

  /** Uses the reservation up. If there is none to use, a rule above has a bug, and nothing is sent. */
  private pay({ test, reservation, number }: Delivery): SmsResult | undefined {
    if (test !== undefined) return undefined;
    try {
      this.reservations.use(reservation, number.country);
      return undefined;
    } catch (cause) {
      return { kind: 'refused', cause };
    }
  }

  /** Without a text, certainly nothing is sent. */
  private write(delivery: Delivery): SmsMessage | SmsResult {
    const { number, purpose } = delivery;
    try {
      return {
        to: `+${number.msisdn}`,
        country: number.country,
        ...this.textOf(delivery),
        purpose,
        idempotencyKey: randomUUID(),
        ...codeOf(delivery),
        isJudged: delivery.isJudged ?? false,
        previous: delivery.previous,
        requestId: delivery.record?.id,
      };
    } catch (cause) {
      return { kind: 'refused', cause };
    }
  }

  private textOf({ purpose, code, text, locales }: Delivery): Pick<SmsMessage, 'text' | 'locale' | 'brand'> {
    if (text !== undefined) return { text };
    if (purpose === 'notice') throw new TypeError('threepid: a notice needs a text');
    const context = { purpose, code: purpose === 'verify' ? code : undefined, locales };
    const { locale, brand } = this.templates.wording?.(context) ?? {};
    return { text: this.templates.text(context), locale, brand };
  }

  private log(sender: string, delivery: Delivery, result: SmsResult): void {
    const { number, purpose, code, record } = delivery;
    const channel = channelOf(delivery);
    const fields = linked(record?.id, {
      msisdn: maskNumber(number.msisdn),
      country: number.country ?? noCountry,
      purpose,
      sender,
      ...(channel === 'sms' ? {} : { channel }),
      result: result.kind,
    });
    if (result.kind !== 'sent') {
      this.logger.error({ ...fields, err: result.cause }, 'message not sent');
      return;
    }
    const messageId = loggableId(result.messageId, number.msisdn, code);
    const provider = result.sender === undefined ? {} : { provider: result.sender };
    this.logger.info({ ...fields, messageId, ...provider }, 'message sent');
  }
}

/** Channels with templates of their own have none for a message without a code. */
export function channelOf({
  purpose,
  channel = 'sms',
}: Pick<Delivery, 'purpose' | 'channel'>): MessageChannel {
  return purpose === 'verify' ? channel : 'sms';
}

function codeOf({ purpose, code, expiresAt }: Delivery): Pick<SmsMessage, 'code' | 'expiresAt'> {
  return purpose === 'verify' ? { code, expiresAt } : {};
}

/** True if a message is certainly neither sent nor under way, and the error is ours. */
export function isCertainlyUnsent(result: SmsResult): boolean {
  return result.kind === 'refused' || (result.kind === 'unavailable' && result.taken === 'no');
}

async function resultOf(sender: SmsSender, message: SmsMessage): Promise<SmsResult> {
  try {
    const result: unknown = await sender.send(message);
    return isSmsResult(result) ? result : noResult;
  } catch (cause) {
    return resultOfFailure('unknown', cause);
  }
}

/**
 * Senders have shorter time-outs of their own. A call to one that hangs must not stay open without end, and what became of its
 * message must be stored while its claim lives.
 */
const longestSendMs = 80_000;

const tooLate = resultOfFailure(
  'unknown',
  new OperatorError('the sender did not answer within 80 seconds; give it a time-out of its own, of some 10'),
);

const noResult = resultOfFailure(
  'unknown',
  new OperatorError("the sender must answer a result, such as { kind: 'sent', messageId }"),
);
