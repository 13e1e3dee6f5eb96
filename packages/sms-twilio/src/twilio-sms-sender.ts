import type { MessageOrigin, SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import { TwilioAccount } from './twilio-account.js';
import { twilioMeaningOf } from './twilio-error-codes.js';
import { twilioResultOf } from './twilio-result.js';
import { checkOrigins, type TwilioOrigin, type TwilioSmsSenderOptions } from './twilio-sms-options.js';

/**
 * Sends messages with Twilio's Messages API: one `POST`, never repeated, because Twilio has no idempotency key for it.
 *
 * It calls the API with Node's own HTTP client: for one form and one answer, Twilio's own library would add an HTTP client, a
 * JWT library and the whole API.
 */
export class TwilioSmsSender implements SmsSender {
  readonly name = 'twilio';
  readonly #options: TwilioSmsSenderOptions;
  readonly #account: TwilioAccount;

  /** @throws TypeError if an option is invalid. */
  constructor(options: TwilioSmsSenderOptions) {
    this.#options = options;
    this.#account = new TwilioAccount(options);
    checkOrigins(options);
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

  #formOf({ to, text, country }: SmsMessage): URLSearchParams {
    const { from, messagingServiceSid } = this.#originOf(country);
    const form = new URLSearchParams({ To: to, Body: text });
    if (from !== undefined) form.set('From', from);
    if (messagingServiceSid !== undefined) form.set('MessagingServiceSid', messagingServiceSid);
    return form;
  }
}
