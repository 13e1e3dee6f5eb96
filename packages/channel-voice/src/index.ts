export { TwilioVoiceSender } from './twilio-voice-sender.js';
export type { TwilioVoiceOrigin, TwilioVoiceSenderOptions } from './twilio-voice-options.js';
