import {
  OperatorError,
  type DeliveryReceipt,
  type MessageOrigin,
  type MessageReport,
  type ProviderCallback,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { TwilioAccount } from './twilio-account.js';
import { twilioMeaningOf } from './twilio-error-codes.js';
import { twilioResultOf } from './twilio-result.js';
import {
  checkOrigins,
  signingOf,
  type TwilioOrigin,
  type TwilioSmsSenderOptions,
} from './twilio-sms-options.js';
import { messageSidForm, twilioStatusCallback } from './twilio-status-callback.js';

/**
 * Sends messages with Twilio's Messages API: one `POST`, never repeated, because Twilio has no idempotency key for it.
 *
 * It calls the API with Node's own HTTP client: for one form and one answer, Twilio's own library would add an HTTP client, a
 * JWT library and the whole API.
 */
export class TwilioSmsSender implements SmsSender {
  readonly name: string;
  readonly callbacks: readonly ProviderCallback[];
  readonly report?: (report: MessageReport) => Promise<void>;
  readonly #options: TwilioSmsSenderOptions;
  readonly #account: TwilioAccount;
  #listener: (receipt: DeliveryReceipt) => void = () => undefined;

  /** @throws TypeError if an option is invalid. */
  constructor(options: TwilioSmsSenderOptions) {
    this.#options = options;
    this.#account = new TwilioAccount(options);
    checkOrigins(options);
    this.name = options.name ?? 'twilio';
    this.callbacks = this.#callbacksOf(options);
    // Without it, nobody has to keep what became of a message.
    if (options.feedback === true) this.report = (report) => this.#confirm(report);
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const exchange = await this.#account.post('Messages.json', this.#formOf(message));
    return twilioResultOf(exchange, message, { provider: this.name, meaningOf: twilioMeaningOf });
  }

  /**
   * Resolves if the API answers at all. Credentials aren't checked, because an API key may be limited to sending
   * messages.
   */
  ready(): Promise<void> {
    return this.#account.reach();
  }

  originFor(country: string): MessageOrigin {
    const { from, messagingServiceSid } = this.#originOf(country);
    return { from, isPool: messagingServiceSid !== undefined };
  }

  #originOf(country: string | undefined): TwilioOrigin {
    return (country === undefined ? undefined : this.#options.byCountry?.[country]) ?? this.#options;
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.#listener = listener;
  }

  #callbacksOf(options: TwilioSmsSenderOptions): readonly ProviderCallback[] {
    const signing = signingOf(options);
    if (signing === undefined) return [];
    const tell = (receipt: DeliveryReceipt): void => {
      this.#listener(receipt);
    };
    return [twilioStatusCallback({ ...signing, name: this.name, tell })];
  }

  /**
   * Only what is confirmed is reported: Twilio takes every other message for unconfirmed from the start.
   * Source: Twilio documentation, "Message Feedback", outcome values.
   */
  async #confirm({ outcome, messageId }: MessageReport): Promise<void> {
    if (outcome !== 'verified' || !messageSidForm.test(messageId)) return;
    const form = new URLSearchParams({ Outcome: 'confirmed' });
    const exchange = await this.#account.post(`Messages/${messageId}/Feedback.json`, form);
    if (exchange.kind === 'failed') throw new OperatorError(`${this.name}: no feedback: ${exchange.code}`);
    if (exchange.status >= 300)
      throw new OperatorError(`${this.name}: feedback is answered with ${exchange.status}`);
  }

  #formOf({ to, text, country, isJudged }: SmsMessage): URLSearchParams {
    const { statusCallback, feedback } = this.#options;
    const { from, messagingServiceSid } = this.#originOf(country);
    const form = new URLSearchParams({ To: to, Body: text });
    if (from !== undefined) form.set('From', from);
    if (messagingServiceSid !== undefined) form.set('MessagingServiceSid', messagingServiceSid);
    if (statusCallback !== undefined) form.set('StatusCallback', statusCallback);
    // Of a message that nobody verifies here, the feedback would never come.
    if (feedback === true && isJudged === true) form.set('ProvideFeedback', 'true');
    return form;
  }
}
