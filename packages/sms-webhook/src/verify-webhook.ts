import { timingSafeEqual } from 'node:crypto';
import { systemClock, type Clock } from '@threepid/core';
import { parseSmsWebhookPayload, type SmsWebhookPayload } from './sms-webhook-payload.js';
import { readWebhookSecrets, webhookMac } from './webhook-secret.js';

/** A request as the gateway received it. */
export interface WebhookRequest {
  /** Headers of Node's `IncomingMessage`, Express or Fastify, or a Fetch API `Headers`. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body, before any parsing: the signature covers its bytes. */
  readonly body: string | Uint8Array;
}

/** Options of `verifyWebhook`. */
export interface VerifyWebhookOptions {
  /** Maximum difference between the sender's clock and this one, in seconds. Default: 300. */
  readonly toleranceSeconds?: number;
  readonly clock?: Clock;
}

/** The request is not a valid webhook: answer 401. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

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
  { toleranceSeconds = 300, clock = systemClock }: VerifyWebhookOptions = {},
): SmsWebhookPayload {
  const keys = readWebhookSecrets(secrets);
  const id = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  const given = signaturesOf(headerOf(request, 'webhook-signature'));
  const macs = keys.map((key) => webhookMac(key, id, timestamp, request.body));
  if (!given.some((one) => macs.some((mac) => one.length === mac.length && timingSafeEqual(one, mac))))
    throw new WebhookVerificationError('no signature matches');
  checkTime(timestamp, toleranceSeconds, clock);
  const payload = parseSmsWebhookPayload(Buffer.from(request.body).toString('utf8'));
  if (payload?.idempotencyKey !== id)
    throw new WebhookVerificationError('the body is not an sms.send payload');
  return payload;
}

function headerOf({ headers }: WebhookRequest, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : fieldOf(headers, name);
  if (typeof value !== 'string' || value === '') throw new WebhookVerificationError(`${name} is missing`);
  return value;
}

/** Finds a header in any case: Node lowers the names, but some serverless platforms pass them on unchanged. */
function fieldOf(headers: Exclude<WebhookRequest['headers'], Headers>, name: string): unknown {
  return Object.entries(headers).find(([field]) => field.toLowerCase() === name)?.[1];
}

/** Signatures of version 1; others are ignored, as the specification asks. */
function signaturesOf(header: string): Buffer[] {
  const ours = header.split(' ').filter((signature) => signature.startsWith('v1,'));
  return ours.map((signature) => Buffer.from(signature.slice(3), 'base64'));
}

function checkTime(timestamp: string, toleranceSeconds: number, clock: Clock): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookVerificationError('webhook-timestamp is not a Unix time');
  const apart = Math.abs(clock.now() / 1_000 - Number(timestamp));
  if (apart > toleranceSeconds)
    throw new WebhookVerificationError('webhook-timestamp is too far from the current time');
}
