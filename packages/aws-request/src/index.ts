export { awsErrorCodes, awsMeaningOf, type ListedMeaning } from './aws-error-codes.js';
export type { AwsError } from './aws-error.js';
export { checkAwsMessageOptions, type OptionForms } from './check-aws-message-options.js';
export { AwsRequests, type AwsCall, type AwsClientConfig, type AwsService } from './aws-requests.js';
export { type AwsRequestOptions } from './aws-request-options.js';
export type { AwsCommand, AwsMiddleware, AwsStep } from './request-once.js';
