// # The sender
export { TwilioSmsSender } from './twilio-sms-sender.js';
export type { TwilioOrigin, TwilioSmsSenderOptions } from './twilio-sms-options.js';

// # For senders of other channels by Twilio
export { TwilioAccount, type TwilioAccountOptions } from './twilio-account.js';
export { twilioMeaningOf } from './twilio-error-codes.js';
export { twilioResultOf, type TwilioMeanings } from './twilio-result.js';
export { isSignedByTwilio, type TwilioSigning } from './twilio-signature.js';
