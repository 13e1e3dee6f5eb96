import { randomUUID } from 'node:crypto';
import { maskNumber } from '../domain/mask-number.js';
import type { PhoneNumber } from '../domain/phone-number.js';
import type { TestNumberKind } from '../domain/test-numbers.js';
import { OperatorError } from '../errors/operator-error.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Logger } from '../ports/logger.js';
import type { MessageTemplates } from '../ports/message-templates.js';
import type { MessagePurpose, SmsMessage, SmsResult, SmsSender } from '../ports/sms-sender.js';
import { resultOfFailure } from '../sms/failure-meaning.js';
import { isSmsResult } from '../sms/is-sms-result.js';
import { Reservations, type Reservation } from '../spending/reservations.js';

/** A message to send. */
export interface Delivery {
  readonly number: PhoneNumber;
  readonly test: TestNumberKind | undefined;
  readonly purpose: MessagePurpose;
  /** Only for the purpose `verify`. */
  readonly code: string;
  /** The whole text, if another product has written it. */
  readonly text?: string | undefined;
  readonly locales: readonly string[];
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
    @inject(tokens.smsSender) private readonly sms: SmsSender,
    @inject(tokens.testSmsSender) private readonly testSms: SmsSender,
    @inject(Reservations) private readonly reservations: Reservations,
    @inject(tokens.messageTemplates) private readonly templates: MessageTemplates,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /** Never rejects: errors, also those of the host's own templates, are logged and become a result. */
  async send(delivery: Delivery): Promise<SmsResult> {
    const sender = delivery.test === undefined ? this.sms : this.testSms;
    const result = await this.attempt(sender, delivery);
    this.log(sender.name, delivery, result);
    return result;
  }

  private async attempt(sender: SmsSender, delivery: Delivery): Promise<SmsResult> {
    const message = this.write(delivery);
    if ('kind' in message) return message;
    const unpaid = this.pay(delivery);
    if (unpaid !== undefined) return unpaid;
    const result = await resultOf(sender, message);
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
        text: this.textOf(delivery),
        purpose,
        idempotencyKey: randomUUID(),
      };
    } catch (cause) {
      return { kind: 'refused', cause };
    }
  }

  private textOf({ purpose, code, text, locales }: Delivery): string {
    if (text !== undefined) return text;
    if (purpose === 'notice') throw new TypeError('threepid: a notice needs a text');
    return this.templates.text({ purpose, code: purpose === 'verify' ? code : undefined, locales });
  }

  private log(sender: string, { number, purpose, code }: Delivery, result: SmsResult): void {
    const fields = { msisdn: maskNumber(number.msisdn), purpose, sender, result: result.kind };
    if (result.kind !== 'sent') {
      this.logger.error({ ...fields, err: result.cause }, 'message not sent');
      return;
    }
    const messageId = loggableId(result.messageId, number.msisdn, code);
    const provider = result.sender === undefined ? {} : { provider: result.sender };
    this.logger.info({ ...fields, messageId, ...provider }, 'message sent');
  }
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

const noResult = resultOfFailure(
  'unknown',
  new OperatorError("the sender must answer a result, such as { kind: 'sent', messageId }"),
);

/** A provider may build its ids from the number or even from the whole message. */
function loggableId(messageId: unknown, msisdn: string, code: string): string {
  const id = String(messageId);
  if (!/^[\w.,:;@#+/=<>-]{0,200}$/.test(id)) return '[unreadable]';
  const withoutNumber = id.replaceAll(msisdn, maskNumber(msisdn));
  return code === '' ? withoutNumber : withoutNumber.replaceAll(code, '[digits]');
}
