import {
  jsonObjectOf,
  OperatorError,
  postToProvider,
  reachProvider,
  resultOfUncarriedMessage,
  type DeliveryReceipt,
  type MessageReport,
  type ProviderCallback,
  type ProviderExchange,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { telegramCallback } from './telegram-callback.js';
import { telegramSettings, type TelegramSenderOptions, type TelegramSettings } from './telegram-options.js';
import { smsResultOf } from './telegram-result.js';

/** Source: Telegram Gateway API documentation, "sendVerificationMessage". */
const [shortestTtl, longestTtl] = [30, 3_600];

/** Seconds for a code of which nobody says when it expires. */
const usualTtl = 600;

/**
 * Sends codes by Telegram's Gateway API: one `POST`, never repeated, because the API has no idempotency key. Messages without a
 * code, and codes other than 4 to 8 digits, are left to other channels.
 */
export class TelegramSender implements SmsSender {
  readonly name = 'telegram';
  readonly channel = 'telegram';
  /** The delivery reports, if there is a `callbackUrl`. */
  readonly callbacks: readonly ProviderCallback[];
  readonly #settings: TelegramSettings;
  #listener: (receipt: DeliveryReceipt) => void = () => undefined;

  /** @throws TypeError if an option is invalid. */
  constructor(options: TelegramSenderOptions) {
    this.#settings = telegramSettings(options);
    const callback = telegramCallback(this.#settings, (receipt) => {
      this.#listener(receipt);
    });
    this.callbacks = this.#settings.callbackUrl === undefined ? [] : [callback];
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { code = '' } = message;
    if (!/^[0-9]{4,8}$/.test(code))
      return resultOfUncarriedMessage('telegram', message, 'the code is not 4 to 8 digits');
    return smsResultOf(await this.#call('sendVerificationMessage', this.#bodyOf(message, code)), message);
  }

  /** Resolves if the API answers at all. */
  async ready(): Promise<void> {
    const { baseUrl, timeoutMs, fetch } = this.#settings;
    await reachProvider(baseUrl, { timeoutMs, fetch });
  }

  /** Tells Telegram that a code was submitted: it shows the share in its statistics. */
  async report({ outcome, messageId, code }: MessageReport): Promise<void> {
    if (outcome !== 'verified' || code === undefined) return;
    const exchange = await this.#call('checkVerificationStatus', { request_id: messageId, code });
    if (exchange.kind === 'failed') throw new OperatorError(`${exchange.reason}: ${exchange.code}`);
    if (jsonObjectOf(exchange.body)['ok'] === true) return;
    throw new OperatorError(`Telegram answers ${String(exchange.status)} to checkVerificationStatus`);
  }

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.#listener = listener;
  }

  /** A message that isn't delivered within its time to live is refunded, so each has one. */
  #bodyOf({ to, expiresAt, idempotencyKey }: SmsMessage, code: string): object {
    const { senderUsername, callbackUrl, clock } = this.#settings;
    const leftSeconds = expiresAt === undefined ? usualTtl : Math.floor((expiresAt - clock.now()) / 1_000);
    return {
      phone_number: to,
      code,
      ttl: Math.min(Math.max(leftSeconds, shortestTtl), longestTtl),
      payload: idempotencyKey,
      ...(senderUsername !== undefined && { sender_username: senderUsername }),
      ...(callbackUrl !== undefined && { callback_url: callbackUrl }),
    };
  }

  #call(method: string, body: object): Promise<ProviderExchange> {
    const { baseUrl, accessToken, timeoutMs, fetch } = this.#settings;
    const headers = {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      accept: 'application/json',
    };
    return postToProvider({
      url: new URL(`/${method}`, baseUrl),
      headers,
      body: JSON.stringify(body),
      timeoutMs,
      fetch,
    });
  }
}
