import { checkByCountry, parseBaseUrl, type Clock } from '@threepid/core';
import type { TwilioAccountOptions, TwilioSigning } from '@threepid/sms-twilio';

/** Where calls come from. */
export interface TwilioVoiceOrigin {
  /** One of the account's numbers that can call, in E.164 with the `+`. People see it as the caller. */
  readonly from: string;
}

/** Options of `TwilioVoiceSender`: give `callbackUrl`, or `readAtOnce: true`. */
export interface TwilioVoiceSenderOptions extends TwilioAccountOptions, TwilioVoiceOrigin {
  /** Origins that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `US`. */
  readonly byCountry?: Readonly<Record<string, TwilioVoiceOrigin>>;
  /**
   * The public https URL at which the framework serves `callbacks`: your base URL and `/_threepid/callbacks/voice`. The code is
   * read once the person has pressed a key, so that no voicemail gets it.
   */
  readonly callbackUrl?: string | URL;
  /**
   * The account's auth token, with which Twilio signs its calls; a list while you rotate it. If you call with an API key,
   * give it: without it, whoever reads your proxy's log of URLs can hear a code too. Default: `authToken`.
   */
  readonly signingToken?: string | readonly string[];
  /**
   * Reads the code as soon as somebody, or a voicemail, answers. It needs no URL. Whoever can listen to a voicemail then gets
   * the codes of a phone that is off. Default: false.
   */
  readonly readAtOnce?: boolean;
  /**
   * The language for a message whose own is unknown, as a BCP 47 tag: `en`, `de`, `fr`, `es`, `pt`, `ar` or `ja`. Default:
   * `en`.
   */
  readonly language?: string;
  /** How long the phone rings, in seconds: 5 to 600. Default: 25, which ends most calls before a voicemail answers. */
  readonly ringSeconds?: number;
  /** The clock for a code's expiry. Default: the system's. */
  readonly clock?: Clock;
}

/** @throws TypeError if an option is invalid; the message names the option, and never contains its value. */
export function checkVoiceOptions(options: TwilioVoiceSenderOptions): void {
  const { callbackUrl, readAtOnce = false, byCountry, ringSeconds = 25 } = options;
  checkOrigin(options, '');
  checkByCountry(byCountry, (origin, path) => {
    checkOrigin(origin, `${path}.`);
  });
  if ((callbackUrl === undefined) !== readAtOnce)
    throw new TypeError('give either callbackUrl, so that people press a key first, or readAtOnce');
  if (callbackUrl !== undefined) checkCallbackUrl(callbackUrl);
  if (!(Number.isInteger(ringSeconds) && ringSeconds >= 5 && ringSeconds <= 600))
    throw new TypeError('ringSeconds must be a whole number from 5 to 600');
}

function checkOrigin({ from }: TwilioVoiceOrigin, path: string): void {
  if (!/^\+[1-9]\d{6,14}$/.test(from))
    throw new TypeError(`${path}from must be a number in E.164 with the +`);
}

/**
 * How calls of the callback are signed. Undefined if the account's token isn't known.
 *
 * @throws TypeError if a token is empty.
 */
export function signingOf(options: TwilioVoiceSenderOptions): TwilioSigning | undefined {
  const { callbackUrl, authToken = [], signingToken = authToken } = options;
  const authTokens = [signingToken].flat();
  if (authTokens.includes('')) throw new TypeError('signingToken is empty');
  if (callbackUrl === undefined || authTokens.length === 0) return undefined;
  return { url: new URL(callbackUrl).href, authTokens };
}

/** Codes go there, sealed, and come back in the clear. */
function checkCallbackUrl(text: string | URL): void {
  const url = parseBaseUrl(String(text));
  if (url?.startsWith('https:') !== true || url.length > 1_000)
    throw new TypeError('callbackUrl must be an https URL without query and fragment');
}
