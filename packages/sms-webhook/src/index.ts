export { WebhookSmsSender, type WebhookSmsSenderOptions } from './webhook-sms-sender.js';
export {
  verifyWebhook,
  WebhookVerificationError,
  type VerifyWebhookOptions,
  type WebhookRequest,
} from './verify-webhook.js';
export type { SmsWebhookPayload } from './sms-webhook-payload.js';
export type { SmsWebhookAnswer } from './webhook-result.js';
