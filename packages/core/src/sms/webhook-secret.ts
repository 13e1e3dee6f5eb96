import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Reads a secret in the form of Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes.
 *
 * @throws TypeError if the secret is malformed; the message does not contain it.
 * Source: Standard Webhooks 1.0.0, "Signature scheme".
 */
export function readWebhookSecret(secret: string): KeyObject {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (base64 === undefined || bytes.length < 24 || bytes.length > 64)
    throw new TypeError('a webhook secret must be whsec_ and the base64 of 24 to 64 bytes');
  return createSecretKey(bytes);
}

/** Reads one or several secrets, newest first. @throws TypeError if one is malformed, or there is none. */
export function readWebhookSecrets(secrets: string | readonly string[]): readonly KeyObject[] {
  const list = typeof secrets === 'string' ? [secrets] : secrets;
  if (list.length === 0) throw new TypeError('give at least one webhook secret');
  return list.map(readWebhookSecret);
}

/** The HMAC-SHA256 of a webhook: of its id, its time in Unix seconds and its body, joined by full stops. */
export function webhookMac(key: KeyObject, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
