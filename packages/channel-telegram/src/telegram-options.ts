import { parseBaseUrl, parseProviderUrl, systemClock, type Clock } from '@threepid/core';

/** Options of `TelegramSender`. */
export interface TelegramSenderOptions {
  /** The access token of your Telegram Gateway account. */
  readonly accessToken: string;
  /** The username of a verified channel of yours, without `@`: messages come from it. Default: Telegram's own. */
  readonly senderUsername?: string;
  /**
   * The public https URL at which the framework serves `callbacks`: your base URL and `/_threepid/callbacks/telegram`, at most
   * 256 bytes. Telegram then reports deliveries there. Default: it reports none.
   */
  readonly callbackUrl?: string | URL;
  /** Default: `https://gatewayapi.telegram.org`. */
  readonly baseUrl?: string | URL;
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** A `fetch` to use instead of Node's HTTP client, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock for times to live and for the times of reports. Default: the system's. */
  readonly clock?: Clock;
}

/** The options, checked. */
export interface TelegramSettings {
  readonly baseUrl: URL;
  readonly accessToken: string;
  readonly senderUsername: string | undefined;
  readonly callbackUrl: string | undefined;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly clock: Clock;
}

/** @throws TypeError if an option is invalid; the message names the option, and never contains its value. */
export function telegramSettings(options: TelegramSenderOptions): TelegramSettings {
  const { accessToken, senderUsername, callbackUrl, timeoutMs = 8_000, fetch, clock = systemClock } = options;
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw new TypeError('accessToken must be a token');
  if (senderUsername !== undefined && !/^\w{4,32}$/.test(senderUsername))
    throw new TypeError('senderUsername must be a username without @');
  const baseUrl = parseProviderUrl(options.baseUrl ?? 'https://gatewayapi.telegram.org', { bare: true });
  const url = callbackUrl === undefined ? undefined : checkedCallbackUrl(callbackUrl);
  return { baseUrl, accessToken, senderUsername, callbackUrl: url, timeoutMs, fetch, clock };
}

/** Source: Telegram Gateway API documentation, "sendVerificationMessage". */
function checkedCallbackUrl(text: string | URL): string {
  const url = parseBaseUrl(String(text));
  if (url?.startsWith('https:') !== true || Buffer.byteLength(url) > 256)
    throw new TypeError('callbackUrl must be an https URL of at most 256 bytes, without query and fragment');
  return url;
}
