import { hkdfSync } from 'node:crypto';
import { createHmacSha256 } from './hmac-sha256.js';

const purposes = [
  'sid',
  'session',
  'number',
  'code',
  'mac',
  'address',
  'next-link',
  'sent-message',
  'client-address',
  'access-token',
  'slot',
  'number-and-address',
  'guard',
  'challenge',
] as const;

/** The purpose of a key. Each purpose has its own key, so that a digest of one is never valid for another. */
export type KeyPurpose = (typeof purposes)[number];

/** The keys under one secret. */
export interface SecretKeys {
  /** A digest of `parts`, keyed for `purpose`: 32 bytes in base64url, so that each 4 characters are 3 bytes. */
  digest(purpose: KeyPurpose, ...parts: readonly string[]): string;
  /** The key itself, 32 bytes, for a cipher. */
  key(purpose: KeyPurpose): Buffer;
}

/**
 * Derives the keys of a secret by HKDF (RFC 5869). Digests are HMAC-SHA-256 (RFC 2104) over the parts, each followed by
 * a NUL, which no part may contain.
 */
export function deriveKeys(secret: string): SecretKeys {
  const keys = Object.fromEntries(purposes.map((purpose) => [purpose, keyOf(secret, purpose)])) as Readonly<
    Record<KeyPurpose, PurposeKey>
  >;
  return {
    key: (purpose) => keys[purpose].bytes,
    digest: (purpose, ...parts) => keys[purpose].hmac(terminated(parts)),
  };
}

/** The keys of every secret, newest first. Never empty. */
export type Keyring = readonly [SecretKeys, ...SecretKeys[]];

/**
 * @param secrets newest first.
 * @throws TypeError if the list is empty or contains an empty secret.
 */
export function createKeyring(secrets: readonly string[]): Keyring {
  const [newest, ...older] = secrets.map((secret) => {
    if (secret === '') throw new TypeError('threepid: a secret must not be empty');
    return deriveKeys(secret);
  });
  if (newest === undefined) throw new TypeError('threepid: at least one secret is needed');
  return [newest, ...older];
}

/** In a loop, because `join` and a template take twice as long for so few parts. */
function terminated(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part}\0`;
  return text;
}

interface PurposeKey {
  readonly bytes: Buffer;
  readonly hmac: (text: string) => string;
}

function keyOf(secret: string, purpose: KeyPurpose): PurposeKey {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', `threepid ${purpose}`, 32));
  return { bytes, hmac: createHmacSha256(bytes) };
}
