import { list } from '../settings/parsers/list.js';
import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';

/** Settings of a Twilio account, for messages and for calls. */
export const twilioAccountSettings = {
  accountSid: {
    name: 'TWILIO_ACCOUNT_SID',
    fallback: '',
    help: "The account's SID: AC and 32 hexadecimal digits.",
    parse: neededText('AC and 32 hexadecimal digits, from the Twilio console'),
  },
  authToken: {
    name: 'TWILIO_AUTH_TOKEN',
    secret: true,
    fallback: '',
    help: "The account's token; else TWILIO_API_KEY and TWILIO_API_SECRET.",
    parse: optional(text),
  },
  apiKey: {
    name: 'TWILIO_API_KEY',
    fallback: '',
    help: "An API key's SID, in place of the account's token: SK and 32 hexadecimal digits.",
    parse: optional(text),
  },
  apiKeySecret: {
    name: 'TWILIO_API_SECRET',
    secret: true,
    fallback: '',
    help: "The API key's secret.",
    parse: optional(text),
  },
  signingToken: {
    name: 'TWILIO_SIGNING_TOKEN',
    secret: true,
    fallback: '',
    help: "The account's token, which signs Twilio's calls (delivery reports, and the pressed key of a phone call), or a comma-separated list while you rotate it. Default: TWILIO_AUTH_TOKEN.",
    parse: optional(list),
  },
  baseUrl: {
    name: 'TWILIO_BASE_URL',
    fallback: '',
    help: 'Another region or edge. Default: https://api.twilio.com.',
    parse: optional(text),
  },
};

/** Nobody has an account by these. */
export const validTwilioAccount = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: '0'.repeat(32),
  apiKey: undefined,
  apiKeySecret: undefined,
  signingToken: undefined,
  baseUrl: undefined,
};

export const twilioAccountChecks = [
  ['accountSid'],
  ['authToken', 'apiKey', 'apiKeySecret'],
  ['baseUrl'],
] as const;
