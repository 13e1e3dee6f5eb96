import { timingSafeEqual } from 'node:crypto';
import { systemClock, type Clock } from '@threepid/core';
import { parseSmsWebhookPayload, type SmsWebhookPayload } from './sms-webhook-payload.js';
import { readWebhookSecrets, webhookMac } from './webhook-secret.js';

/** A request as a gateway got it. */
export interface WebhookRequest {
  /** Those of Node's `IncomingMessage`, Express or Fastify, or a Fetch API `Headers`. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, before any parsing: the signature is over its bytes. */
  readonly body: string | Uint8Array;
}

/** How `verifyWebhook` checks. */
export interface VerifyWebhookOptions {
  /** How far the sender's clock may be from this one, in seconds. Default: 300. */
  readonly toleranceSeconds?: number;
  readonly clock?: Clock;
}

/** A webhook that is not to be believed: answer 401. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/**
 * Checks that a request is a webhook of a sender that holds one of the secrets, made within the last minutes, and reads
 * it. To be safe from a repeated request, remember each `idempotencyKey` for twice the tolerance at least, and answer a
 * known one as before without sending again.
 *
 * @param secrets `whsec_...`, or several while they are being changed.
 * @throws WebhookVerificationError if it isn't; the message says what is wrong, and holds nothing of the request.
 * @throws TypeError if a secret has a wrong form.
 * Source: Standard Webhooks 1.0.0, "Verifying signatures".
 */
export function verifyWebhook(
  secrets: string | readonly string[],
  request: WebhookRequest,
  { toleranceSeconds = 300, clock = systemClock }: VerifyWebhookOptions = {},
): SmsWebhookPayload {
  const keys = readWebhookSecrets(secrets);
  const id = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  const given = signaturesOf(headerOf(request, 'webhook-signature'));
  const macs = keys.map((key) => webhookMac(key, id, timestamp, request.body));
  if (!given.some((one) => macs.some((mac) => one.length === mac.length && timingSafeEqual(one, mac))))
    throw new WebhookVerificationError('no signature is right');
  checkTime(timestamp, toleranceSeconds, clock);
  const payload = parseSmsWebhookPayload(Buffer.from(request.body).toString('utf8'));
  if (payload?.idempotencyKey !== id) throw new WebhookVerificationError('the body is no sms.send payload');
  return payload;
}

function headerOf({ headers }: WebhookRequest, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : fieldOf(headers, name);
  if (typeof value !== 'string' || value === '') throw new WebhookVerificationError(`${name} is missing`);
  return value;
}

/** Node writes names in lower case; serverless platforms hand them on as they came. */
function fieldOf(headers: Exclude<WebhookRequest['headers'], Headers>, name: string): unknown {
  return Object.entries(headers).find(([field]) => field.toLowerCase() === name)?.[1];
}

/** Versions other than v1 are passed over, as the specification asks. */
function signaturesOf(header: string): Buffer[] {
  const ours = header.split(' ').filter((signature) => signature.startsWith('v1,'));
  return ours.map((signature) => Buffer.from(signature.slice(3), 'base64'));
}

function checkTime(timestamp: string, toleranceSeconds: number, clock: Clock): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookVerificationError('webhook-timestamp is no time');
  const apart = Math.abs(clock.now() / 1_000 - Number(timestamp));
  if (apart > toleranceSeconds) throw new WebhookVerificationError('webhook-timestamp is too old or too new');
}
