import { maskNumber } from '../domain/mask-number.js';
import { segmentsOf } from '../domain/message-segment.js';
import { assertOperatorChange, type OperatorChange } from '../domain/operator-change.js';
import type { PhoneNumber } from '../domain/phone-number.js';
import { internationalNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { inject, injectable, tokens } from '../injection.js';
import { loggableError, type LoggableError } from '../log/loggable-error.js';
import { audit } from '../log/operator-audit.js';
import { loggableId } from '../messages/loggable-id.js';
import { MessageDelivery, type Delivery } from '../messages/message-delivery.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { MessageTemplates } from '../ports/message-templates.js';
import type { MessageChannel, SmsResult, SmsSender } from '../ports/sms-sender.js';
import type { BudgetName } from '../ports/spending-storage.js';
import { channelOf, type Senders } from '../sms/senders.js';
import { Reservations } from '../spending/reservations.js';

/** A test message. */
export interface SendTestInput extends OperatorChange {
  /** A channel that is offered. Default: `sms`. */
  readonly channel?: string | undefined;
}

/** The outcome of a test message. */
export type TestMessageResult =
  | {
      readonly kind: 'sent';
      readonly provider: string;
      readonly messageId: string;
      readonly durationMs: number;
    }
  /** As in `SmsResult`: `refused`, `unavailable` or `rejected-destination`. `cause` is only for the operator's eyes. */
  | {
      readonly kind: Exclude<SmsResult['kind'], 'sent'>;
      readonly provider: string;
      /** True if it may have been sent all the same. */
      readonly mayBeSent: boolean;
      readonly cause: LoggableError;
      readonly durationMs: number;
    }
  /** Nothing was sent: this budget is used up until then. */
  | { readonly kind: 'short'; readonly budget: BudgetName; readonly retryAfterMs: number };

/** Six digits, as every code has. No session has it. */
const testCode = '000000';

/**
 * Sends a message that says that it is a test, by the sender of real messages. The guard, blocks and limits aren't asked, and learn
 * nothing of it; budgets pay for it, and none is exceeded.
 */
@injectable()
export class SendTestMessage {
  constructor(
    @inject(MessageDelivery) private readonly delivery: MessageDelivery,
    @inject(Reservations) private readonly reservations: Reservations,
    @inject(tokens.senders) private readonly senders: Senders,
    @inject(tokens.testSmsSender) private readonly testSms: SmsSender,
    @inject(tokens.messageTemplates) private readonly templates: MessageTemplates,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws StorageUnavailableError; nothing was sent then.
   */
  async execute(phoneNumber: string, input: SendTestInput): Promise<TestMessageResult> {
    assertOperatorChange(input);
    const number = internationalNumber(phoneNumber);
    const message = this.messageTo(number, channelOf(input.channel, this.senders));
    const reserved = await this.reserve(message);
    if (reserved?.kind === 'short') return reserved;
    const result = await this.send({ ...message, reservation: reserved?.reservation });
    const { by, reason } = input;
    audit(this.logger, { by, action: 'send-test', target: maskNumber(number.msisdn), reason });
    return result;
  }

  private messageTo(number: PhoneNumber, channel: MessageChannel): Omit<Delivery, 'reservation'> {
    const test = this.testNumbers(number, this.clock.now());
    const message = { number, test, purpose: 'verify', channel, code: testCode, locales: [] } as const;
    // Other channels have templates of their own, which nothing can be added to.
    if (channel !== 'sms') return message;
    const text = this.templates.text({ purpose: 'verify', code: testCode, locales: [] });
    return { ...message, text: `Test: ${text}` };
  }

  /** No test number costs anything. */
  private async reserve({ number: { country }, test, channel = 'sms', text }: Omit<Delivery, 'reservation'>) {
    if (test !== undefined) return undefined;
    const segments = text === undefined ? 1 : segmentsOf(text);
    return this.reservations.reserve({ country, channel, segments, now: this.clock.now() });
  }

  private async send(message: Delivery): Promise<TestMessageResult> {
    const { number, test, channel = 'sms', reservation } = message;
    const startedAt = this.clock.now();
    const result = await this.delivery.send(message);
    const durationMs = Math.max(0, this.clock.now() - startedAt);
    // What is, or may have been, sent stays paid.
    await this.reservations.release(reservation);
    const sender = test === undefined ? (this.senders[channel] ?? this.senders.sms) : this.testSms;
    const provider = sender.name;
    if (result.kind !== 'sent') {
      const mayBeSent = result.kind === 'unavailable' && result.taken === 'unknown';
      return { kind: result.kind, provider, mayBeSent, cause: loggableError(result.cause), durationMs };
    }
    const messageId = loggableId(result.messageId, number.msisdn, testCode);
    return { kind: 'sent', provider: result.sender ?? provider, messageId, durationMs };
  }
}
