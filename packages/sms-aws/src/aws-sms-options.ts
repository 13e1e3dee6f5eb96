import { checkAwsMessageOptions, type AwsRequestOptions, type OptionForms } from '@threepid/aws-request';
import { checkByCountry, type Clock } from '@threepid/core';

/** Options of a message: each is a member of the `SendTextMessage` request. */
export interface AwsMessageOptions {
  /**
   * Where messages come from: a number, a sender id or a pool, by its name, id or ARN. Default: AWS picks one of the
   * account's. `OriginationIdentity`.
   */
  readonly originationIdentity?: string;
  /** Name or ARN of the configuration set, which says where events go. `ConfigurationSetName`. */
  readonly configurationSetName?: string;
  /**
   * Id or ARN of the protect configuration, which says to which countries messages may go. Default: that of the
   * configuration set or of the account. `ProtectConfigurationId`.
   */
  readonly protectConfigurationId?: string;
  /** Maximum price of a message, in US dollars; AWS refuses a more expensive one. `MaxPrice`. */
  readonly maxPriceUsd?: number;
  /**
   * How long AWS tries to hand the message on, 5 to 259,200 seconds. Default: as long as the code is valid; without a
   * code 72 hours. `TimeToLive`.
   */
  readonly timeToLiveSeconds?: number;
  /** Default: `TRANSACTIONAL`. `MessageType`. */
  readonly messageType?: 'TRANSACTIONAL' | 'PROMOTIONAL';
  /** The program's name, for a short code of the United States that was registered with one. `Keyword`. */
  readonly keyword?: string;
  /** Id of the principal entity, for India. `DestinationCountryParameters.IN_ENTITY_ID`. */
  readonly entityId?: string;
  /** Id of the registered template, for India. `DestinationCountryParameters.IN_TEMPLATE_ID`. */
  readonly templateId?: string;
}

/** Options of `AwsSmsSender`, all optional. */
export interface AwsSmsSenderOptions extends AwsMessageOptions, AwsRequestOptions {
  /** Options that differ for a country, by its ISO 3166-1 alpha-2 code in upper case, such as `IN`. */
  readonly byCountry?: Readonly<Record<string, AwsMessageOptions>>;
  /**
   * True: messages with a code are sent with feedback enabled, and `report` tells AWS what became of them. Default: the
   * configuration set decides, and nothing is reported. `MessageFeedbackEnabled`.
   */
  readonly messageFeedback?: boolean;
  /**
   * What AWS adds to the events of each message, 5 entries at most. Nothing of the message is ever added: neither the
   * number nor the code. `Context`.
   */
  readonly context?: Readonly<Record<string, string>>;
  /** The clock for times to live. Default: the system's. */
  readonly clock?: Clock;
}

/** Limits of `TimeToLive` in seconds. */
export const timeToLiveLimits = { least: 5, most: 259_200 };

/** Source: AWS End User Messaging SMS and Voice API Reference, `SendTextMessage`. */
const forms: OptionForms<AwsMessageOptions> = {
  originationIdentity: [
    /^[A-Za-z0-9_:/+-]{1,256}$/,
    'a number, a sender id or a pool, by its name, id or ARN, such as pool-0123456789abcdef',
  ],
  configurationSetName: [/^[A-Za-z0-9_:/-]{1,256}$/, 'the name or ARN of a configuration set'],
  protectConfigurationId: [/^[A-Za-z0-9_:/-]{1,256}$/, 'the id or ARN of a protect configuration'],
  maxPriceUsd: [
    /^(?!0(?:\.0*)?$)\d{1,2}(?:\.\d{1,5})?$/,
    'a price in US dollars below 100, with 5 decimals at most, such as 0.25',
  ],
  timeToLiveSeconds: [/^\d{1,6}$/, 'a whole number of seconds from 5 to 259200'],
  messageType: [/^(?:TRANSACTIONAL|PROMOTIONAL)$/, 'TRANSACTIONAL or PROMOTIONAL'],
  keyword: [/^[ \S]{1,30}$/, '1 to 30 characters'],
  entityId: [/^\S{1,64}$/, '1 to 64 characters without spaces'],
  templateId: [/^\S{1,64}$/, '1 to 64 characters without spaces'],
};

/** @throws TypeError if an option of a message is invalid; the message names it. */
export function checkAwsSmsOptions(options: AwsSmsSenderOptions): void {
  checkAwsMessageOptions<AwsMessageOptions>(options, forms);
  checkTimeToLive(options, '');
  checkByCountry(options.byCountry, (differing, path) => {
    checkTimeToLive(differing, `${path}.`);
  });
  checkContext(Object.entries(options.context ?? {}));
}

function checkTimeToLive({ timeToLiveSeconds: seconds }: AwsMessageOptions, path: string): void {
  const { least, most } = timeToLiveLimits;
  if (seconds !== undefined && (seconds < least || seconds > most))
    throw new TypeError(`${path}timeToLiveSeconds must be ${forms.timeToLiveSeconds[1]}`);
}

function checkContext(entries: readonly (readonly [string, string])[]): void {
  const fits = entries.every(
    ([key, value]) => /^\S{1,100}$/.test(key) && /^(?!\s)[\s\S]{1,800}(?<!\s)$/.test(value),
  );
  if (!fits || entries.length > 5)
    throw new TypeError(
      'context must have 5 entries at most, of up to 100 characters without spaces, and values of 1 to 800 characters',
    );
}
