import {
  postToProvider,
  reachProvider,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { smsResultOf } from './twilio-result.js';
import { twilioAccess, type TwilioAccess, type TwilioSmsSenderOptions } from './twilio-sms-options.js';

/**
 * Sends messages with Twilio's Messages API: one `POST`, never repeated, because Twilio has no idempotency key for it.
 *
 * It calls the API with Node's own HTTP client: for one form and one answer, Twilio's own library would add an HTTP client, a
 * JWT library and the whole API.
 */
export class TwilioSmsSender implements SmsSender {
  readonly name = 'twilio';
  readonly #options: TwilioSmsSenderOptions;
  readonly #access: TwilioAccess;
  readonly #timeoutMs: number;

  /** @throws TypeError if an option is invalid. */
  constructor(options: TwilioSmsSenderOptions) {
    this.#options = options;
    this.#access = twilioAccess(options);
    this.#timeoutMs = options.timeoutMs ?? 8_000;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { messagesUrl, authorization } = this.#access;
    const exchange = await postToProvider({
      url: messagesUrl,
      headers: {
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: this.#formOf(message),
      timeoutMs: this.#timeoutMs,
      fetch: this.#options.fetch,
    });
    return smsResultOf(exchange, message);
  }

  /**
   * Resolves if the API answers at all. Credentials aren't checked, because an API key may be limited to sending
   * messages.
   */
  async ready(): Promise<void> {
    const { fetch } = this.#options;
    await reachProvider(new URL('/', this.#access.messagesUrl), { timeoutMs: this.#timeoutMs, fetch });
  }

  #formOf({ to, text, country }: SmsMessage): string {
    const differing = country === undefined ? undefined : this.#options.byCountry?.[country];
    const { from, messagingServiceSid } = differing ?? this.#options;
    const form = new URLSearchParams({ To: to, Body: text });
    if (from !== undefined) form.set('From', from);
    if (messagingServiceSid !== undefined) form.set('MessagingServiceSid', messagingServiceSid);
    return form.toString();
  }
}
