import {
  lookUpTag,
  postToProvider,
  reachProvider,
  resultOfUncarriedMessage,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { whatsAppAccess, type WhatsAppAccess, type WhatsAppSenderOptions } from './whatsapp-options.js';
import { smsResultOf } from './whatsapp-result.js';

/** Source: WhatsApp Cloud API documentation, "Sending Authentication Templates". */
const longestCode = 15;

/**
 * Sends codes by WhatsApp's Cloud API, with an authentication template of yours: one `POST`, never repeated, because the API
 * has no idempotency key. Messages without a code are left to other channels.
 */
export class WhatsAppSender implements SmsSender {
  readonly name = 'whatsapp';
  readonly channel = 'whatsapp';
  readonly #options: WhatsAppSenderOptions;
  readonly #access: WhatsAppAccess;
  readonly #timeoutMs: number;

  /** @throws TypeError if an option is invalid. */
  constructor(options: WhatsAppSenderOptions) {
    this.#options = options;
    this.#access = whatsAppAccess(options);
    this.#timeoutMs = options.timeoutMs ?? 8_000;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { code = '' } = message;
    if (code === '' || code.length > longestCode)
      return resultOfUncarriedMessage('whatsapp', message, 'the code is longer than 15 characters');
    const { accessToken, fetch } = this.#options;
    const exchange = await postToProvider({
      url: this.#access.messagesUrl,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(this.#bodyOf(message, code)),
      timeoutMs: this.#timeoutMs,
      fetch,
    });
    return smsResultOf(exchange, message, accessToken);
  }

  /** Resolves if the API answers at all. The token isn't checked, because it may be allowed to send messages and nothing else. */
  async ready(): Promise<void> {
    const { fetch } = this.#options;
    await reachProvider(new URL('/', this.#access.messagesUrl), { timeoutMs: this.#timeoutMs, fetch });
  }

  /** The code is there twice: people read it in the body, and the button copies it or fills it in. */
  #bodyOf({ to, locale, idempotencyKey }: SmsMessage, code: string): object {
    const parameters = [{ type: 'text', text: code }];
    return {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to,
      type: 'template',
      template: {
        name: this.#options.template,
        language: { code: this.#languageOf(locale) },
        components: [
          { type: 'body', parameters },
          { type: 'button', sub_type: 'url', index: '0', parameters },
        ],
      },
      biz_opaque_callback_data: idempotencyKey,
    };
  }

  #languageOf(locale: string | undefined): string {
    const found = locale === undefined ? undefined : lookUpTag(locale, this.#access.languageByTag);
    return found ?? this.#options.language;
  }
}
