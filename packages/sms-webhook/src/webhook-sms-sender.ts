import type { KeyObject } from 'node:crypto';
import {
  parseProviderUrl,
  postToProvider,
  reachProvider,
  systemClock,
  type Clock,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { payloadOf } from './sms-webhook-payload.js';
import { smsResultOf } from './webhook-result.js';
import { readWebhookSecrets, webhookMac } from './webhook-secret.js';

/** How `WebhookSmsSender` reaches a gateway. */
export interface WebhookSmsSenderOptions {
  /** Where to post: https, or http on this machine. Redirects aren't followed. */
  readonly url: string | URL;
  /**
   * `whsec_` and the base64 of 24 to 64 random bytes; a list while it is being changed, newest first: each message is
   * then signed with all of them.
   */
  readonly secrets: string | readonly string[];
  /** For a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** In place of Node's own `fetch`, such as one that knows your certificate authority. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Sends messages by a gateway of your own: one signed `POST` of JSON, never repeated. Signature and headers are those
 * of Standard Webhooks, so that a gateway in any language finds a library; one on Node calls `verifyWebhook`.
 */
export class WebhookSmsSender implements SmsSender {
  readonly name = 'webhook';
  readonly #url: URL;
  readonly #keys: readonly KeyObject[];
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #fetch: typeof globalThis.fetch | undefined;

  /**
   * @throws TypeError if the URL or a secret has a wrong form.
   */
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
