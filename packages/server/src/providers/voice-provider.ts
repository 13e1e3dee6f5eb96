import { parseBaseUrl } from '@threepid/core';
import { oneOf } from '../settings/parsers/one-of.js';
import { optional } from '../settings/parsers/optional.js';
import { neededText, text } from '../settings/parsers/text.js';
import { wholeNumber } from '../settings/parsers/whole-number.js';
import type { Environment } from '../settings/setting.js';
import { defineProvider } from './define-provider.js';
import { definedOnly } from './defined-only.js';
import { withoutConnection } from './provider.js';
import { twilioAccountChecks, twilioAccountSettings, validTwilioAccount } from './twilio-account-settings.js';

const settings = {
  ...twilioAccountSettings,
  from: {
    name: 'THREEPID_VOICE_FROM',
    fallback: '',
    help: "The account's number that calls come from.",
    parse: neededText("one of the account's numbers that can call, with the +"),
  },
  callbackUrl: {
    name: 'THREEPID_VOICE_CALLBACK_URL',
    fallback: '',
    help: "The public https URL of this server's /_threepid/callbacks/voice, such as https://id.example.org/_threepid/callbacks/voice. Default: that of THREEPID_PUBLIC_URL, if it is https. The code is read once a key is pressed, so that no voicemail gets it.",
    parse: optional(text),
  },
  readAtOnce: {
    name: 'THREEPID_VOICE_READ_AT_ONCE',
    fallback: 'off',
    help: 'on: reads the code to whatever answers, also to a voicemail. It needs no URL.',
    parse: oneOf('on', 'off'),
  },
  ringSeconds: {
    name: 'THREEPID_VOICE_RING_SECONDS',
    fallback: '25',
    help: 'How long the phone rings.',
    parse: wholeNumber(5, 600),
  },
};

/** Nothing is missing if the setting couldn't be read, or if no key is asked for. */
function isWithoutCallback(values: {
  readonly callbackUrl?: string | undefined;
  readonly readAtOnce?: string;
}): boolean {
  return 'callbackUrl' in values && values.callbackUrl === undefined && values.readAtOnce === 'off';
}

/** Where the server takes the call if its public URL is one that Twilio calls. */
function publicCallbackUrl({ THREEPID_PUBLIC_URL: given = '' }: Environment): string | undefined {
  const base = parseBaseUrl(given.trim());
  return base?.startsWith('https:') === true ? `${base}/_threepid/callbacks/voice` : undefined;
}

/** Phone calls, by Twilio. */
export const voiceProvider = defineProvider({
  name: 'voice',
  isChannel: true,
  settings,
  complete: (values, environment) =>
    isWithoutCallback(values) ? { ...values, callbackUrl: publicCallbackUrl(environment) } : values,
  valid: {
    ...validTwilioAccount,
    from: '+15005550006',
    callbackUrl: undefined,
    readAtOnce: 'on',
    ringSeconds: 25,
  },
  checks: [...twilioAccountChecks, ['from'], ['callbackUrl', 'readAtOnce']],
  open: async ({ accountSid, from, readAtOnce, ringSeconds, ...options }) => {
    const { TwilioVoiceSender } = await import('@threepid/channel-voice');
    const needed = { accountSid, from, ringSeconds, readAtOnce: readAtOnce === 'on' };
    return withoutConnection(new TwilioVoiceSender({ ...needed, ...definedOnly(options) }));
  },
});
