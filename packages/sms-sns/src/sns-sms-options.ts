/** How a message is to be sent: what SNS calls message attributes. */
export interface SnsMessageOptions {
  /**
   * The name shown as the sender where a country knows such names: 1 to 11 letters, digits and dashes, one letter at
   * least. `AWS.SNS.SMS.SenderID`.
   */
  readonly senderId?: string;
  /** One of the account's own numbers for the country of the phone: 5 to 14 digits, perhaps with a `+`. `AWS.MM.SMS.OriginationNumber`. */
  readonly originationNumber?: string;
  /** The most that one message may cost, in US dollars; SNS doesn't send a dearer one. `AWS.SNS.SMS.MaxPrice`. */
  readonly maxPriceUsd?: number;
  /** Default: `Transactional`, which SNS delivers as reliably as it can; `Promotional` is cheaper. `AWS.SNS.SMS.SMSType`. */
  readonly smsType?: 'Transactional' | 'Promotional';
  /** For India: the principal entity's id. `AWS.MM.SMS.EntityId`. */
  readonly entityId?: string;
  /** For India: the registered template's id. `AWS.MM.SMS.TemplateId`. */
  readonly templateId?: string;
}

/** How `SnsSmsSender` sends. Every option may be left out. */
export interface SnsSmsSenderOptions extends SnsMessageOptions {
  /** What is different for phones of a country, by ISO 3166-1 alpha-2 in upper case, such as `IN`. */
  readonly byCountry?: Readonly<Record<string, SnsMessageOptions>>;
  /** For a whole send, tries of throttled requests included, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** How often a request that SNS throttled, or turned away for a wrong clock, is tried again. Default: 2. */
  readonly throttledRetries?: number;
  /** The longest wait before the first of these tries, in milliseconds; it doubles from try to try. Default: 200. */
  readonly throttledDelayMs?: number;
}

const forms: Readonly<Record<string, readonly [RegExp, string]>> = {
  senderId: [
    /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
    '1 to 11 letters, digits and dashes, with one letter at least',
  ],
  originationNumber: [/^\+?\d{5,14}$/, '5 to 14 digits, perhaps with a + before them'],
  smsType: [/^(?:Transactional|Promotional)$/, 'Transactional or Promotional'],
  entityId: [/^.{1,50}$/, '1 to 50 characters'],
  templateId: [/^.{1,50}$/, '1 to 50 characters'],
  maxPriceUsd: [/^\d+(?:\.\d+)?$/, 'a price in US dollars, such as 0.25'],
};

/**
 * Checks options where a fault can be told at the start rather than at the first message.
 *
 * @throws TypeError that names the option.
 * Source: Amazon SNS Developer Guide, "Publishing SMS messages to a mobile phone".
 */
export function checkSnsOptions(options: SnsSmsSenderOptions): void {
  checkMessageOptions(options, '');
  for (const [country, differing] of Object.entries(options.byCountry ?? {})) {
    if (!/^[A-Z]{2}$/.test(country))
      throw new TypeError(`byCountry: ${country} is no ISO 3166-1 alpha-2 code`);
    checkMessageOptions(differing, `byCountry.${country}.`);
  }
  for (const name of ['timeoutMs', 'throttledRetries', 'throttledDelayMs'] as const)
    if (!((options[name] ?? 1) >= 0)) throw new TypeError(`${name} must be a number from 0 on`);
}

function checkMessageOptions(options: SnsMessageOptions, path: string): void {
  for (const [name, [form, words]] of Object.entries(forms)) {
    const value = options[name as keyof SnsMessageOptions];
    if (value !== undefined && !form.test(String(value)))
      throw new TypeError(`${path}${name} must be ${words}`);
  }
}
