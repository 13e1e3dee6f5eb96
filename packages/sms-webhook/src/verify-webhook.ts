import {
  createWebhookVerifier,
  WebhookVerificationError,
  type VerifyWebhookOptions,
  type WebhookRequest,
} from '@threepid/core';
import { parseSmsWebhookPayload, type SmsWebhookPayload } from './sms-webhook-payload.js';

/**
 * Checks that a request was recently signed with one of the secrets, and reads its payload. To be safe from replayed
 * requests, remember each `idempotencyKey` for at least twice the tolerance, and answer a known one as before without
 * sending again.
 *
 * @param secrets `whsec_...`, or several during a rotation.
 * @throws WebhookVerificationError if the check fails. The message says what is wrong, without anything from the
 * request.
 * @throws TypeError if a secret is malformed.
 * Source: Standard Webhooks 1.0.0, "Verifying signatures".
 */
export function verifyWebhook(
  secrets: string | readonly string[],
  request: WebhookRequest,
  options: VerifyWebhookOptions = {},
): SmsWebhookPayload {
  const id = createWebhookVerifier(secrets, options)(request);
  const payload = parseSmsWebhookPayload(Buffer.from(request.body).toString('utf8'));
  if (payload?.idempotencyKey !== id)
    throw new WebhookVerificationError('the body is not an sms.send payload');
  return payload;
}
