import { createHmac, hkdfSync } from 'node:crypto';

const purposes = [
  'sid',
  'session',
  'number',
  'code',
  'mac',
  'address',
  'next-link',
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
  /** A digest of `parts`, keyed for `purpose`: 32 bytes. */
  digest(purpose: KeyPurpose, ...parts: readonly string[]): Buffer;
  /** The key itself, 32 bytes, for a cipher. */
  key(purpose: KeyPurpose): Buffer;
}

/**
 * Derives the keys of a secret by HKDF (RFC 5869). Digests are HMAC-SHA-256 (RFC 2104) over the parts, each followed by
 * a NUL, which no part may contain.
 */
export function deriveKeys(secret: string): SecretKeys {
  const keys = Object.fromEntries(purposes.map((purpose) => [purpose, deriveKey(secret, purpose)]));
  const key = (purpose: KeyPurpose): Buffer => keys[purpose] ?? deriveKey(secret, purpose);
  return {
    key,
    digest(purpose, ...parts) {
      const hmac = createHmac('sha256', key(purpose));
      for (const part of parts) hmac.update(part).update('\0');
      return hmac.digest();
    },
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

function deriveKey(secret: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `threepid ${purpose}`, 32));
}
