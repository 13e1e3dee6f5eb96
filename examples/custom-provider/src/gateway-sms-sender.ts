import {
  parseProviderUrl,
  postToProvider,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
} from '@threepid/core';
import { resultOf } from './gateway-result.js';

/** How the gateway is reached. */
export interface GatewayOptions {
  /** Where to post: https, or http on this machine. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token: string;
  /** For a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
}

/** Sends messages by an in-house gateway: one POST of `{id, to, text}`, never repeated. */
export class GatewaySmsSender implements SmsSender {
  readonly name = 'gateway';
  readonly #options: GatewayOptions;

  /** @throws TypeError for a URL that is none, or that would carry codes over a network in the clear. */
  constructor(options: GatewayOptions) {
    this.#options = { ...options, url: parseProviderUrl(options.url).href };
  }

  async send(message: SmsMessage): Promise<SmsResult> {
    const { url, token, timeoutMs = 8_000 } = this.#options;
    const { idempotencyKey: id, to, text } = message;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    // fetch, once, with a time-out; what goes wrong is told as a value.
    const exchange = await postToProvider({
      url,
      headers,
      body: JSON.stringify({ id, to, text }),
      timeoutMs,
    });
    return resultOf(exchange, message);
  }
}
