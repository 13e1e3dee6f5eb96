import { list } from '../settings/parsers/list.js';
import { oneOf } from '../settings/parsers/one-of.js';
import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';
import { SettingsError } from '../settings/settings-error.js';
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
  signingToken: {
    name: 'TWILIO_SIGNING_TOKEN',
    fallback: '',
    help: "With THREEPID_SMS_CALLBACKS=on: the account's token, which signs what Twilio reports, or a comma-separated list while you rotate it. Default: TWILIO_AUTH_TOKEN.",
    parse: optional(list),
  },
  feedback: {
    name: 'TWILIO_FEEDBACK',
    fallback: 'off',
    help: 'on or off: reports to Twilio which codes were submitted, for its conversion reports.',
    parse: oneOf('on', 'off'),
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
    signingToken: undefined,
    feedback: 'off',
    baseUrl: undefined,
  },
  checks: [
    ['accountSid'],
    ['authToken', 'apiKey', 'apiKeySecret'],
    ['from', 'messagingServiceSid'],
    ['baseUrl'],
  ],
  open: async ({ accountSid, feedback, ...options }, _logger, callbackUrlOf) => {
    const { TwilioSmsSender } = await import('@threepid/sms-twilio');
    if (callbackUrlOf !== undefined && options.signingToken === undefined && options.authToken === undefined)
      throw new SettingsError([
        "TWILIO_SIGNING_TOKEN: is needed with THREEPID_SMS_CALLBACKS=on and an API key: it is the account's token, which signs what Twilio reports",
      ]);
    const callback = { statusCallback: callbackUrlOf?.('twilio') };
    const given = definedOnly({ ...options, ...callback, feedback: feedback === 'on' });
    return withoutConnection(new TwilioSmsSender({ accountSid, ...given }));
  },
});
