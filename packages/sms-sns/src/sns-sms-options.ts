/** Options of a message: SNS calls them message attributes. */
export interface SnsMessageOptions {
  /**
   * Name shown as the sender, in countries that support it: 1 to 11 letters, digits and dashes, with at least one
   * letter. `AWS.SNS.SMS.SenderID`.
   */
  readonly senderId?: string;
  /**
   * One of the account's numbers to send from: 5 to 14 digits, optionally after a `+`. `AWS.MM.SMS.OriginationNumber`.
   */
  readonly originationNumber?: string;
  /** Maximum price of a message, in US dollars; SNS doesn't send a more expensive one. `AWS.SNS.SMS.MaxPrice`. */
  readonly maxPriceUsd?: number;
  /**
   * Type of message: `Transactional` is the most reliable, `Promotional` is cheaper. Default: `Transactional`.
   * `AWS.SNS.SMS.SMSType`.
   */
  readonly smsType?: 'Transactional' | 'Promotional';
  /** Id of the principal entity, for India. `AWS.MM.SMS.EntityId`. */
  readonly entityId?: string;
  /** Id of the registered template, for India. `AWS.MM.SMS.TemplateId`. */
  readonly templateId?: string;
}

/** Options of `SnsSmsSender`, all optional. */
export interface SnsSmsSenderOptions extends SnsMessageOptions {
  /** Options that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `IN`. */
  readonly byCountry?: Readonly<Record<string, SnsMessageOptions>>;
  /** Time limit for a whole send, including retries of throttled requests, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** Maximum retries of a request that SNS throttled, or rejected because of a wrong clock. Default: 2. */
  readonly throttledRetries?: number;
  /** Longest wait before the first retry, in milliseconds; it doubles with each retry. Default: 200. */
  readonly throttledDelayMs?: number;
}

const forms: Readonly<Record<string, readonly [RegExp, string]>> = {
  senderId: [
    /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
    '1 to 11 letters, digits and dashes, with at least one letter',
  ],
  originationNumber: [/^\+?\d{5,14}$/, '5 to 14 digits, optionally after a +'],
  smsType: [/^(?:Transactional|Promotional)$/, 'Transactional or Promotional'],
  entityId: [/^.{1,50}$/, '1 to 50 characters'],
  templateId: [/^.{1,50}$/, '1 to 50 characters'],
  maxPriceUsd: [/^\d+(?:\.\d+)?$/, 'a price in US dollars, such as 0.25'],
};

/**
 * Checks the options, so that errors are reported at start-up rather than at the first message.
 *
 * @throws TypeError if an option is invalid; the message names it.
 * Source: Amazon SNS Developer Guide, "Publishing SMS messages to a mobile phone".
 */
export function checkSnsOptions(options: SnsSmsSenderOptions): void {
  checkMessageOptions(options, '');
  for (const [country, differing] of Object.entries(options.byCountry ?? {})) {
    if (!/^[A-Z]{2}$/.test(country))
      throw new TypeError(
        `byCountry: ${country} is not an ISO 3166-1 alpha-2 code in upper case, such as IN`,
      );
    checkMessageOptions(differing, `byCountry.${country}.`);
  }
  for (const name of ['timeoutMs', 'throttledRetries', 'throttledDelayMs'] as const)
    if (!((options[name] ?? 1) >= 0)) throw new TypeError(`${name} must be a number of 0 or more`);
}

function checkMessageOptions(options: SnsMessageOptions, path: string): void {
  for (const [name, [form, words]] of Object.entries(forms)) {
    const value = options[name as keyof SnsMessageOptions];
    if (value !== undefined && !form.test(String(value)))
      throw new TypeError(`${path}${name} must be ${words}`);
  }
}
