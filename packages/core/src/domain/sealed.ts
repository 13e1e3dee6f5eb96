import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKeys } from './keyring.js';

const msisdnBytes = 8;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals a canonical number: 8 bytes, base64url. The key stream is a keyed digest of the session's stem. A stem belongs to
 * one number, so a key stream is never used for a second text.
 */
export function sealMsisdn(keys: SecretKeys, stem: string, msisdn: string): string {
  const sealed = Buffer.alloc(msisdnBytes);
  sealed.writeBigUInt64BE(BigInt(msisdn) ^ streamOf(keys, stem));
  return sealed.toString('base64url');
}

/** Opens what `sealMsisdn` sealed. An E.164 number never starts with a zero, so its value is enough. */
export function unsealMsisdn(keys: SecretKeys, stem: string, sealed: string): string {
  const number = Buffer.from(sealed, 'base64url').readBigUInt64BE() ^ streamOf(keys, stem);
  return number.toString();
}

/** Seals a next_link: AES-256-GCM under a random nonce, base64url. */
export function sealNextLink(keys: SecretKeys, nextLink: string): string {
  return seal(keys.key('next-link'), nextLink);
}

/**
 * Opens what `sealNextLink` sealed.
 *
 * @throws Error if it was changed, so that nobody is redirected to a link that an attacker wrote into the storage.
 */
export function unsealNextLink(keys: SecretKeys, sealed: string): string {
  return unseal(keys.key('next-link'), sealed);
}

/** Seals what is kept of a sent message, as a next_link is. */
export function sealSentMessage(keys: SecretKeys, text: string): string {
  return seal(keys.key('sent-message'), text);
}

/**
 * Opens what `sealSentMessage` sealed.
 *
 * @throws Error if it was changed.
 */
export function unsealSentMessage(keys: SecretKeys, sealed: string): string {
  return unseal(keys.key('sent-message'), sealed);
}

function seal(key: Buffer, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
}

function streamOf(keys: SecretKeys, stem: string): bigint {
  return Buffer.from(keys.digest('address', stem), 'base64url').readBigUInt64BE();
}
