import type { SecretKeys } from './keyring.js';

/** 12 bytes of a digest. */
const idLength = 16;

/**
 * What the answer to a challenge has to belong to. Whoever solves a challenge can use it for this number and client secret
 * alone, so that answers can't be sold to others.
 */
export function challengeBindingOf(indexKeys: SecretKeys, msisdn: string, clientSecret: string): string {
  return shortDigest(indexKeys, 'binding', msisdn, clientSecret);
}

/** The id under which a storage counts the use of a solved challenge. */
export function usedChallengeIdOf(indexKeys: SecretKeys, challenge: string, id: string): string {
  return shortDigest(indexKeys, 'used', challenge, id);
}

function shortDigest(indexKeys: SecretKeys, ...parts: readonly string[]): string {
  return indexKeys.digest('challenge', ...parts).slice(0, idLength);
}
