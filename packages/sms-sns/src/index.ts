export { SnsSmsSender } from './sns-sms-sender.js';
export type { SnsMessageOptions, SnsSmsSenderOptions } from './sns-sms-options.js';
