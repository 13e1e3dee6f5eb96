import { timingSafeEqual } from 'node:crypto';
import { systemClock } from '../defaults/system-clock.js';
import type { Clock } from '../ports/clock.js';
import { readWebhookSecrets, webhookMac } from './webhook-secret.js';

/** A request as the gateway received it. */
export interface WebhookRequest {
  /** Headers of Node's `IncomingMessage`, Express or Fastify, or a Fetch API `Headers`. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body, before any parsing: the signature covers its bytes. */
  readonly body: string | Uint8Array;
}

/** Options of a check of webhooks. */
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
 * Checks that a request was recently signed with one of the verifier's secrets.
 *
 * @returns its `webhook-id`.
 * @throws WebhookVerificationError whose message says what is wrong, without anything from the request.
 */
export type WebhookVerifier = (request: WebhookRequest) => string;

/**
 * Makes a verifier of any webhook that follows Standard Webhooks.
 *
 * @param secrets `whsec_...`, or several during a rotation.
 * @throws TypeError if a secret is malformed, or there is none.
 * Source: Standard Webhooks 1.0.0, "Verifying signatures".
 */
export function createWebhookVerifier(
  secrets: string | readonly string[],
  { toleranceSeconds = 300, clock = systemClock }: VerifyWebhookOptions = {},
): WebhookVerifier {
  const keys = readWebhookSecrets(secrets);
  return (request) => {
    const id = headerOf(request, 'webhook-id');
    const timestamp = headerOf(request, 'webhook-timestamp');
    const given = signaturesOf(headerOf(request, 'webhook-signature'));
    const macs = keys.map((key) => webhookMac(key, id, timestamp, request.body));
    if (!given.some((one) => macs.some((mac) => one.length === mac.length && timingSafeEqual(one, mac))))
      throw new WebhookVerificationError('no signature matches');
    checkTime(timestamp, toleranceSeconds, clock);
    return id;
  };
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
