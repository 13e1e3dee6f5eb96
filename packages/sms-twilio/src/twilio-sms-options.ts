import { parseProviderUrl } from '@threepid/core';

/** Sender of a message: give exactly one of the two. */
export interface TwilioOrigin {
  /** One of the account's numbers in E.164 with the `+`, a short code, or an alphanumeric sender id. */
  readonly from?: string;
  /** A messaging service, which picks the sender: `MG` and 32 hexadecimal digits. */
  readonly messagingServiceSid?: string;
}

/** Options of `TwilioSmsSender`. */
export interface TwilioSmsSenderOptions extends TwilioOrigin {
  /** `AC` and 32 hexadecimal digits. */
  readonly accountSid: string;
  /** The account's token. Alternatively give an API key, which can be revoked separately. */
  readonly authToken?: string;
  /** `SK` and 32 hexadecimal digits. */
  readonly apiKey?: string;
  readonly apiKeySecret?: string;
  /** Origins that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `US`. */
  readonly byCountry?: Readonly<Record<string, TwilioOrigin>>;
  /**
   * Base URL of the API, for another region or edge, such as `https://api.dublin.ie1.twilio.com`. Default:
   * `https://api.twilio.com`.
   */
  readonly baseUrl?: string | URL;
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** A `fetch` to use instead of Node's HTTP client, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** URL and credentials of the account. */
export interface TwilioAccess {
  readonly messagesUrl: URL;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
}

/**
 * Checks the options and derives the parts that every request needs.
 *
 * @throws TypeError if an option is invalid; the message names the option, and never contains its value.
 */
export function twilioAccess(options: TwilioSmsSenderOptions): TwilioAccess {
  if (!/^AC[0-9a-f]{32}$/i.test(options.accountSid))
    throw new TypeError('accountSid must be AC and 32 hex digits');
  checkOrigin(options, '');
  for (const [country, origin] of Object.entries(options.byCountry ?? {})) {
    if (!/^[A-Z]{2}$/.test(country))
      throw new TypeError(
        `byCountry: ${country} is not an ISO 3166-1 alpha-2 code in upper case, such as US`,
      );
    checkOrigin(origin, `byCountry.${country}: `);
  }
  const base = parseProviderUrl(options.baseUrl ?? 'https://api.twilio.com', { bare: true });
  const messagesUrl = new URL(`/2010-04-01/Accounts/${options.accountSid}/Messages.json`, base);
  return { messagesUrl, authorization: authorizationOf(options) };
}

function checkOrigin({ from, messagingServiceSid }: TwilioOrigin, path: string): void {
  if ((from === undefined) === (messagingServiceSid === undefined))
    throw new TypeError(`${path}give either from or messagingServiceSid`);
  if (from === '') throw new TypeError(`${path}from is empty`);
  if (messagingServiceSid !== undefined && !/^MG[0-9a-f]{32}$/i.test(messagingServiceSid))
    throw new TypeError(`${path}messagingServiceSid must be MG and 32 hex digits`);
}

/** Source: Twilio documentation, "Requests to Twilio", authentication. */
function authorizationOf({ accountSid, authToken, apiKey, apiKeySecret }: TwilioSmsSenderOptions): string {
  const byKey = apiKey !== undefined || apiKeySecret !== undefined;
  if (byKey === (authToken !== undefined))
    throw new TypeError('give either authToken, or apiKey and apiKeySecret');
  const [username, password] = byKey ? [apiKey, apiKeySecret] : [accountSid, authToken];
  if (!username || !password)
    throw new TypeError('authToken, or apiKey and apiKeySecret, must be set and not empty');
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
