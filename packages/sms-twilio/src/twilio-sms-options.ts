import { checkByCountry, parseProviderUrl } from '@threepid/core';
import type { TwilioAccountOptions } from './twilio-account.js';
import type { TwilioSigning } from './twilio-signature.js';

/** Sender of a message: give exactly one of the two. */
export interface TwilioOrigin {
  /** One of the account's numbers in E.164 with the `+`, a short code, or an alphanumeric sender id. */
  readonly from?: string;
  /** A messaging service, which picks the sender: `MG` and 32 hexadecimal digits. */
  readonly messagingServiceSid?: string;
}

/** Options of `TwilioSmsSender`. */
export interface TwilioSmsSenderOptions extends TwilioOrigin, TwilioAccountOptions {
  /** Origins that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `US`. */
  readonly byCountry?: Readonly<Record<string, TwilioOrigin>>;
  /** Name in logs, for `failover`, and of the callback. Default: `twilio`. */
  readonly name?: string;
  /**
   * The https URL at which Twilio reaches the callback, `/_threepid/callbacks/` and `name` of your server: Twilio then reports
   * what becomes of each message. Default: it doesn't.
   */
  readonly statusCallback?: string;
  /**
   * The account's auth token, with which Twilio signs its calls; a list while you rotate it. Needed for `statusCallback` if you
   * send with an API key. Default: `authToken`.
   */
  readonly signingToken?: string | readonly string[];
  /**
   * True to report to Twilio which codes were submitted, for its conversion reports and its choice of routes. Messages are then sent
   * with `ProvideFeedback`. Default: false.
   */
  readonly feedback?: boolean;
}

/**
 * How calls of the status callback are signed; undefined if there is none.
 *
 * @throws TypeError if an option is invalid; the message names the option, and never contains its value.
 */
export function signingOf(options: TwilioSmsSenderOptions): TwilioSigning | undefined {
  const { statusCallback: url, authToken = [], signingToken = authToken } = options;
  if (url === undefined) return undefined;
  const authTokens = [signingToken].flat();
  if (authTokens.length === 0 || authTokens.includes(''))
    throw new TypeError(
      "signingToken is needed with statusCallback: Twilio signs with the account's auth token",
    );
  if (isCallable(url)) return { url, authTokens };
  throw new TypeError('statusCallback must be an https URL without credentials and fragment');
}

function isCallable(url: string): boolean {
  try {
    return parseProviderUrl(url).hash === '';
  } catch {
    return false;
  }
}

/** @throws TypeError if an origin is invalid; the message names the option, and never contains its value. */
export function checkOrigins(options: TwilioSmsSenderOptions): void {
  checkOrigin(options, '');
  checkByCountry(options.byCountry, (origin, path) => {
    checkOrigin(origin, `${path}: `);
  });
}

function checkOrigin({ from, messagingServiceSid }: TwilioOrigin, path: string): void {
  if ((from === undefined) === (messagingServiceSid === undefined))
    throw new TypeError(`${path}give either from or messagingServiceSid`);
  if (from === '') throw new TypeError(`${path}from is empty`);
  if (messagingServiceSid !== undefined && !/^MG[0-9a-f]{32}$/i.test(messagingServiceSid))
    throw new TypeError(`${path}messagingServiceSid must be MG and 32 hex digits`);
}
