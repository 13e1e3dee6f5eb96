import { list, oneOf, wholeNumber, type Setting, type SettingValues } from './setting.js';

/** The providers that `THREEPID_SMS` may name. */
export const providerNames = ['console', 'sns', 'twilio', 'webhook', 'smpp'] as const;

/** A provider that `THREEPID_SMS` may name. */
export type ProviderName = (typeof providerNames)[number];

const text = (value: string): string => value;
const optional = (value: string): string | undefined => (value === '' ? undefined : value);

function needed(what: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new TypeError(`is needed: ${what}`);
    return value;
  };
}

/**
 * The settings of each provider, by its usual variables. Only those of the named providers are read. SNS takes
 * credentials, region and endpoint by the AWS SDK's own rules besides.
 */
export const providerSettings = {
  console: {},
  sns: {
    region: {
      name: 'AWS_REGION',
      fallback: '',
      help: 'The AWS region; else as the AWS SDK finds it. Credentials too: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, a role. AWS_ENDPOINT_URL_SNS names another endpoint.',
      parse: optional,
    },
    senderId: {
      name: 'THREEPID_SNS_SENDER_ID',
      fallback: '',
      help: 'The name shown as the sender, where a country knows such names.',
      parse: optional,
    },
    originationNumber: {
      name: 'THREEPID_SNS_ORIGINATION_NUMBER',
      fallback: '',
      help: 'The number that messages come from.',
      parse: optional,
    },
    maxPriceUsd: {
      name: 'THREEPID_SNS_MAX_PRICE_USD',
      fallback: '',
      help: 'The most that one message may cost, in US dollars.',
      parse: price,
    },
    entityId: {
      name: 'THREEPID_SNS_ENTITY_ID',
      fallback: '',
      help: "For India: the principal entity's id.",
      parse: optional,
    },
    templateId: {
      name: 'THREEPID_SNS_TEMPLATE_ID',
      fallback: '',
      help: "For India: the registered template's id.",
      parse: optional,
    },
  },
  twilio: {
    accountSid: {
      name: 'TWILIO_ACCOUNT_SID',
      fallback: '',
      help: 'AC and 32 hexadecimal digits.',
      parse: needed('AC and 32 hexadecimal digits, from the Twilio console'),
    },
    authToken: {
      name: 'TWILIO_AUTH_TOKEN',
      fallback: '',
      help: "The account's token; else TWILIO_API_KEY and TWILIO_API_SECRET.",
      parse: optional,
    },
    apiKey: { name: 'TWILIO_API_KEY', fallback: '', help: 'SK and 32 hexadecimal digits.', parse: optional },
    apiKeySecret: { name: 'TWILIO_API_SECRET', fallback: '', help: "The API key's secret.", parse: optional },
    from: {
      name: 'TWILIO_FROM',
      fallback: '',
      help: 'The number or name that messages come from; else TWILIO_MESSAGING_SERVICE_SID.',
      parse: optional,
    },
    messagingServiceSid: {
      name: 'TWILIO_MESSAGING_SERVICE_SID',
      fallback: '',
      help: 'MG and 32 hexadecimal digits.',
      parse: optional,
    },
    baseUrl: {
      name: 'TWILIO_BASE_URL',
      fallback: '',
      help: 'Another region or edge. Default: https://api.twilio.com.',
      parse: optional,
    },
  },
  webhook: {
    url: {
      name: 'THREEPID_WEBHOOK_URL',
      fallback: '',
      help: 'Where messages are posted: https, or http on this machine.',
      parse: needed('the https URL of your gateway'),
    },
    secrets: {
      name: 'THREEPID_WEBHOOK_SECRET',
      fallback: '',
      help: 'whsec_ and base64 of 24 to 64 random bytes; a comma list while it is changed, newest first.',
      parse: (value: string) => list(needed('make one: echo "whsec_$(openssl rand -base64 32)"')(value)),
    },
  },
  smpp: {
    host: { name: 'SMPP_HOST', fallback: '', help: "The SMSC's host.", parse: needed("the SMSC's host") },
    port: { name: 'SMPP_PORT', fallback: '2775', help: "The SMSC's port.", parse: wholeNumber(1, 65_535) },
    tls: { name: 'SMPP_TLS', fallback: 'off', help: 'on or off.', parse: oneOf('on', 'off') },
    systemId: { name: 'SMPP_SYSTEM_ID', fallback: '', help: 'Who binds.', parse: needed('who binds') },
    password: { name: 'SMPP_PASSWORD', fallback: '', help: 'The password of the bind.', parse: text },
    systemType: { name: 'SMPP_SYSTEM_TYPE', fallback: '', help: 'If the SMSC asks for one.', parse: text },
    source: {
      name: 'SMPP_SOURCE',
      fallback: '',
      help: 'The number, short code or name that messages come from.',
      parse: text,
    },
  },
} as const satisfies Record<ProviderName, Readonly<Record<string, Setting<unknown>>>>;

/** What was read of each provider's settings. */
export type ProviderValues = { readonly [N in ProviderName]: SettingValues<(typeof providerSettings)[N]> };

function price(value: string): number | undefined {
  if (value === '') return undefined;
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(value)) return Number(value);
  throw new TypeError('must be a price in US dollars, such as 0.25');
}
