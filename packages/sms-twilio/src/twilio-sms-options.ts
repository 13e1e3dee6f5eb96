import type { TwilioAccountOptions } from './twilio-account.js';

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
}

/** @throws TypeError if an origin is invalid; the message names the option, and never contains its value. */
export function checkOrigins(options: TwilioSmsSenderOptions): void {
  checkOrigin(options, '');
  for (const [country, origin] of Object.entries(options.byCountry ?? {})) {
    if (!/^[A-Z]{2}$/.test(country))
      throw new TypeError(
        `byCountry: ${country} is not an ISO 3166-1 alpha-2 code in upper case, such as US`,
      );
    checkOrigin(origin, `byCountry.${country}: `);
  }
}

function checkOrigin({ from, messagingServiceSid }: TwilioOrigin, path: string): void {
  if ((from === undefined) === (messagingServiceSid === undefined))
    throw new TypeError(`${path}give either from or messagingServiceSid`);
  if (from === '') throw new TypeError(`${path}from is empty`);
  if (messagingServiceSid !== undefined && !/^MG[0-9a-f]{32}$/i.test(messagingServiceSid))
    throw new TypeError(`${path}messagingServiceSid must be MG and 32 hex digits`);
}
