export { TwilioSmsSender } from './twilio-sms-sender.js';
export type { TwilioOrigin, TwilioSmsSenderOptions } from './twilio-sms-options.js';
