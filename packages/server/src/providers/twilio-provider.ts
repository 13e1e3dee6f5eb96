import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';
import { withoutConnection } from './provider.js';

const settings = {
  accountSid: {
    name: 'TWILIO_ACCOUNT_SID',
    fallback: '',
    help: 'AC and 32 hexadecimal digits.',
    parse: neededText('AC and 32 hexadecimal digits, from the Twilio console'),
  },
  authToken: {
    name: 'TWILIO_AUTH_TOKEN',
    fallback: '',
    help: "The account's token; else TWILIO_API_KEY and TWILIO_API_SECRET.",
    parse: optional(text),
  },
  apiKey: {
    name: 'TWILIO_API_KEY',
    fallback: '',
    help: 'SK and 32 hexadecimal digits.',
    parse: optional(text),
  },
  apiKeySecret: {
    name: 'TWILIO_API_SECRET',
    fallback: '',
    help: "The API key's secret.",
    parse: optional(text),
  },
  from: {
    name: 'TWILIO_FROM',
    fallback: '',
    help: 'The number or name that messages come from; else TWILIO_MESSAGING_SERVICE_SID.',
    parse: optional(text),
  },
  messagingServiceSid: {
    name: 'TWILIO_MESSAGING_SERVICE_SID',
    fallback: '',
    help: 'MG and 32 hexadecimal digits.',
    parse: optional(text),
  },
  baseUrl: {
    name: 'TWILIO_BASE_URL',
    fallback: '',
    help: 'Another region or edge. Default: https://api.twilio.com.',
    parse: optional(text),
  },
};

/** Twilio. */
export const twilioProvider = defineProvider({
  name: 'twilio',
  settings,
  valid: {
    // Nobody has an account by these.
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: '0'.repeat(32),
    apiKey: undefined,
    apiKeySecret: undefined,
    from: '+15005550006',
    messagingServiceSid: undefined,
    baseUrl: undefined,
  },
  checks: [
    ['accountSid'],
    ['authToken', 'apiKey', 'apiKeySecret'],
    ['from', 'messagingServiceSid'],
    ['baseUrl'],
  ],
  open: async ({ accountSid, ...options }) => {
    const { TwilioSmsSender } = await import('@threepid/sms-twilio');
    return withoutConnection(new TwilioSmsSender({ accountSid, ...definedOnly(options) }));
  },
});
