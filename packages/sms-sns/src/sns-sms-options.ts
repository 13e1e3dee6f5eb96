import { checkAwsMessageOptions, type AwsRequestOptions, type OptionForms } from '@threepid/aws-request';

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
export interface SnsSmsSenderOptions extends SnsMessageOptions, AwsRequestOptions {
  /** Options that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `IN`. */
  readonly byCountry?: Readonly<Record<string, SnsMessageOptions>>;
}

/** Source: Amazon SNS Developer Guide, "Publishing SMS messages to a mobile phone". */
const forms: OptionForms<SnsMessageOptions> = {
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

/** @throws TypeError if an option of a message is invalid; the message names it. */
export function checkSnsOptions(options: SnsSmsSenderOptions): void {
  checkAwsMessageOptions(options, forms);
}
