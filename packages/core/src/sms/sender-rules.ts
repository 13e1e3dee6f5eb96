/** The countries' rules for senders, as they were when the table was last checked against its sources. */
export const senderRulesCheckedOn = '2026-11-29';

/** Where the rules are from: the title of each document, and what it says. */
export const senderRuleSources = {
  'aws-countries':
    'AWS, End User Messaging User Guide, Supported countries: sender IDs by country (read 2026-11)',
  'aws-forms': 'AWS, End User Messaging SMS User Guide, Registration forms (read 2026-11)',
  'aws-senders': 'AWS, End User Messaging User Guide, Sender IDs (read 2026-11)',
  'aws-2021': 'AWS, Amazon SNS Developer Guide, Supported Regions and countries (edition of 2021)',
  'aws-us': 'AWS, Amazon SNS Developer Guide, Supported countries and regions, notice of 2023-08-31',
  'aws-es': 'AWS, End User Messaging User Guide, Spain registration: CNMC, from 2026-09-15',
  acma: 'ACMA, SMS Sender ID Register: Telecommunications (SMS Sender ID Register) Industry Standard 2025, from 2026-07-01',
  comreg: 'ComReg, SMS Sender ID Registry, from 2025-07-03; its blocking is paused',
  'gb-carriers':
    'MessageMedia, UK Sender ID requirements: rules of the carriers, from 2023-09-12 and 2023-10-31',
  telnyx: 'Telnyx, International SMS Compliance Guide (early 2026)',
} as const;

/** What a country does with senders of messages. */
export interface SenderRule {
  /** Names, such as `Example`: shown as they are, shown only if they are registered, or not delivered. */
  readonly names: 'allowed' | 'registered' | 'unsupported';
  /** What becomes of a name that isn't registered, or isn't supported. Default: carriers block or replace it. */
  readonly otherwise?: string;
  /** What delivers, where names don't. Default: a number or short code of the country. */
  readonly use?: string;
  /** Numbers: of any country (default), of the country itself, or of the country itself and registered. */
  readonly numbers?: 'national' | 'registered';
  /** True if names that say nothing about the brand, such as `INFO`, are blocked. */
  readonly blocksGenericNames?: boolean;
  /** True if a message must also follow a registered template of a registered entity. */
  readonly needsTemplate?: boolean;
  readonly sources: readonly (keyof typeof senderRuleSources)[];
}

const canada: SenderRule = {
  names: 'unsupported',
  use: 'a number of the country or a short code',
  sources: ['aws-countries', 'aws-senders', 'telnyx'],
};

/** Carriers filter numbers of the United States that aren't registered. */
const unitedStates: SenderRule = {
  ...canada,
  use: 'a registered 10DLC number, a verified toll-free number or a short code',
  numbers: 'registered',
  sources: ['aws-us', 'aws-senders', 'telnyx'],
};

const shortCodes: SenderRule = {
  names: 'unsupported',
  use: 'a short code of the country',
  sources: ['aws-countries'],
};

const replaced: SenderRule = { names: 'unsupported', sources: ['aws-2021'] };
const registered: SenderRule = { names: 'registered', sources: ['aws-forms'] };
const allowed: SenderRule = { names: 'allowed', sources: ['aws-2021'] };

/**
 * Rules by ISO 3166-1 alpha-2 code. A country without a rule here may have some all the same: ask your provider.
 *
 * Source: `senderRuleSources`.
 */
export const senderRules: Readonly<Record<string, SenderRule>> = {
  US: unitedStates,
  PR: unitedStates,
  GU: { ...unitedStates, sources: ['aws-us'] },
  CA: canada,
  CR: { ...shortCodes, use: 'a number or short code of the country' },
  AR: shortCodes,
  DO: shortCodes,
  BR: shortCodes,
  CL: shortCodes,
  CO: shortCodes,
  EC: shortCodes,
  PE: shortCodes,
  UY: shortCodes,
  MX: replaced,
  NZ: replaced,
  MY: replaced,
  KR: replaced,
  TW: replaced,
  ZA: replaced,
  HU: replaced,
  CN: {
    names: 'unsupported',
    use: 'a short code, with a registered template for each text',
    sources: ['aws-countries', 'aws-senders'],
  },

  IN: { names: 'registered', needsTemplate: true, sources: ['aws-countries', 'aws-forms', 'telnyx'] },
  AU: { names: 'registered', otherwise: 'phones show Unverified instead', sources: ['acma', 'aws-forms'] },
  IE: { names: 'registered', otherwise: 'phones show Likely Scam instead', sources: ['comreg', 'aws-forms'] },
  ES: {
    names: 'registered',
    otherwise: 'carriers block it',
    blocksGenericNames: true,
    sources: ['aws-es', 'aws-forms'],
  },
  SG: registered,
  AT: registered,
  BY: registered,
  EG: { ...registered, sources: ['aws-forms', 'aws-countries'] },
  FI: registered,
  ID: registered,
  JO: registered,
  KZ: registered,
  KE: registered,
  KW: registered,
  LK: registered,
  PH: registered,
  QA: registered,
  RU: registered,
  SA: registered,
  TH: registered,
  AE: registered,
  VN: { ...registered, sources: ['aws-2021'] },
  BD: { ...registered, sources: ['aws-countries'] },
  KH: { ...registered, sources: ['aws-countries'] },
  CM: { ...registered, sources: ['aws-countries'] },

  GB: { names: 'allowed', numbers: 'national', blocksGenericNames: true, sources: ['gb-carriers'] },
  DE: { ...allowed, sources: ['aws-2021', 'telnyx'] },
  CH: allowed,
  DK: allowed,
  FR: allowed,
  HK: { ...allowed, sources: ['aws-countries'] },
  IL: allowed,
  IT: allowed,
  NL: allowed,
  NO: allowed,
  PL: allowed,
  PT: allowed,
  SE: allowed,
  UA: allowed,
};
