import type { KeyObject } from 'node:crypto';
import {
  parseProviderUrl,
  postToProvider,
  reachProvider,
  readWebhookSecrets,
  systemClock,
  webhookMac,
  type Clock,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { payloadOf } from './sms-webhook-payload.js';
import { smsResultOf } from './webhook-result.js';

/** Options of `WebhookSmsSender`. */
export interface WebhookSmsSenderOptions {
  /** URL of the gateway: https, or http on this machine. Redirects aren't followed. */
  readonly url: string | URL;
  /**
   * `whsec_` and the base64 of 24 to 64 random bytes. During a rotation, a list with the newest first: each message is
   * signed with all of them.
   */
  readonly secrets: string | readonly string[];
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** A `fetch` to use instead of Node's HTTP client, for example one that knows your certificate authority. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Sends messages through a gateway of your own: one signed `POST` of JSON, never repeated. Signature and headers follow
 * Standard Webhooks, which has libraries for many languages; on Node, call `verifyWebhook`.
 */
export class WebhookSmsSender implements SmsSender {
  readonly name = 'webhook';
  readonly #url: URL;
  readonly #keys: readonly KeyObject[];
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #fetch: typeof globalThis.fetch | undefined;

  /** @throws TypeError if the URL or a secret is invalid. */
  constructor({ url, secrets, timeoutMs = 8_000, clock = systemClock, fetch }: WebhookSmsSenderOptions) {
    this.#url = parseProviderUrl(url);
    this.#keys = readWebhookSecrets(secrets);
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
    this.#fetch = fetch;
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const now = this.#clock.now();
    const body = JSON.stringify(payloadOf(message, now));
    const exchange = await postToProvider({
      url: this.#url,
      headers: this.#headersOf(message, body, now),
      body,
      timeoutMs: this.#timeoutMs,
      fetch: this.#fetch,
    });
    return smsResultOf(exchange, message);
  }

  /** Resolves if the gateway answers `HEAD` with anything but a 5xx. */
  async ready(): Promise<void> {
    await reachProvider(this.#url, { timeoutMs: this.#timeoutMs, fetch: this.#fetch });
  }

  /** Source: Standard Webhooks 1.0.0, "Webhook headers". */
  #headersOf({ idempotencyKey }: SmsMessage, body: string, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1_000));
    const signatures = this.#keys.map((key) => {
      return `v1,${webhookMac(key, idempotencyKey, timestamp, body).toString('base64')}`;
    });
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      'webhook-id': idempotencyKey,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    };
  }
}
