import { oneOf } from '../settings/parsers/one-of.js';
import { optional } from '../settings/parsers/optional.js';
import { text } from '../settings/parsers/text.js';
import { SettingsError } from '../settings/settings-error.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';
import { withoutConnection } from './provider.js';
import { twilioAccountChecks, twilioAccountSettings, validTwilioAccount } from './twilio-account-settings.js';

const settings = {
  ...twilioAccountSettings,
  from: {
    name: 'TWILIO_FROM',
    fallback: '',
    help: 'The number or name that messages come from; else TWILIO_MESSAGING_SERVICE_SID.',
    parse: optional(text),
  },
  messagingServiceSid: {
    name: 'TWILIO_MESSAGING_SERVICE_SID',
    fallback: '',
    help: 'The messaging service that picks the number: MG and 32 hexadecimal digits.',
    parse: optional(text),
  },
  feedback: {
    name: 'TWILIO_FEEDBACK',
    fallback: 'off',
    help: 'on or off: reports to Twilio which codes were submitted, for its conversion reports.',
    parse: oneOf('on', 'off'),
  },
};

/** Twilio. */
export const twilioProvider = defineProvider({
  name: 'twilio',
  settings,
  valid: {
    ...validTwilioAccount,
    from: '+15005550006',
    messagingServiceSid: undefined,
    feedback: 'off',
  },
  checks: [...twilioAccountChecks, ['from', 'messagingServiceSid']],
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
