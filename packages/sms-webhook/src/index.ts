export { WebhookSmsSender, type WebhookSmsSenderOptions } from './webhook-sms-sender.js';
export { verifyWebhook } from './verify-webhook.js';
export { WebhookVerificationError, type VerifyWebhookOptions, type WebhookRequest } from '@threepid/core';
export type { SmsWebhookPayload } from './sms-webhook-payload.js';
export type { SmsWebhookAnswer } from './webhook-result.js';
