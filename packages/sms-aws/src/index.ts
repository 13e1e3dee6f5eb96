export { AwsSmsSender } from './aws-sms-sender.js';
export type { AwsMessageOptions, AwsSmsSenderOptions } from './aws-sms-options.js';
