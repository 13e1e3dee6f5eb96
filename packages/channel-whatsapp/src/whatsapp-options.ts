import { parseProviderUrl } from '@threepid/core';

/** Options of `WhatsAppSender`. */
export interface WhatsAppSenderOptions {
  /** The id of the business's phone number at Meta: digits, not the number itself. */
  readonly phoneNumberId: string;
  /** A system user's token with the permission `whatsapp_business_messaging`. */
  readonly accessToken: string;
  /** The name of an approved authentication template with a one-time password button. */
  readonly template: string;
  /** The template's language if there is none for the message's locale, as Meta writes it, such as `en_US`. */
  readonly language: string;
  /** The template's other languages, by BCP 47 tags: `{ de: 'de', 'pt-BR': 'pt_BR' }`. `de` is also used for `de-CH`. */
  readonly languages?: Readonly<Record<string, string>>;
  /** The version of the Graph API. Default: `v24.0`. */
  readonly apiVersion?: string;
  /** Default: `https://graph.facebook.com`. */
  readonly baseUrl?: string | URL;
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** A `fetch` to use instead of Node's HTTP client, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The parts of the options that every request needs. */
export interface WhatsAppAccess {
  readonly messagesUrl: URL;
  readonly languageByTag: ReadonlyMap<string, string>;
}

/**
 * Checks the options.
 *
 * @throws TypeError if an option is invalid; the message names the option, and never contains its value.
 */
export function whatsAppAccess(options: WhatsAppSenderOptions): WhatsAppAccess {
  const { phoneNumberId, accessToken, template, language, languages = {}, apiVersion = 'v24.0' } = options;
  if (!/^\d{1,32}$/.test(phoneNumberId))
    throw new TypeError('phoneNumberId must be digits, as the WhatsApp Manager shows them');
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw new TypeError('accessToken must be a token');
  if (!/^[a-z0-9_]{1,512}$/.test(template))
    throw new TypeError('template must be lower-case letters, digits and underscores');
  checkLanguage(language, 'language');
  for (const [tag, code] of Object.entries(languages)) checkLanguage(code, `languages.${tag}`);
  if (!/^v\d{1,3}\.\d$/.test(apiVersion)) throw new TypeError('apiVersion must be a version, such as v24.0');
  const base = parseProviderUrl(options.baseUrl ?? 'https://graph.facebook.com', { bare: true });
  const byTag = Object.entries(languages).map(([tag, code]) => [tag.toLowerCase(), code] as const);
  return {
    messagesUrl: new URL(`/${apiVersion}/${phoneNumberId}/messages`, base),
    languageByTag: new Map(byTag),
  };
}

function checkLanguage(code: string, name: string): void {
  if (!/^[a-z]{2,3}(?:_[A-Z]{2,3})?$/.test(code))
    throw new TypeError(`${name} must be as Meta writes it, such as en_US`);
}
