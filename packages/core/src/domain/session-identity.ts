import { createHash } from 'node:crypto';
import type { SecretKeys } from './keyring.js';

/**
 * A sid has three parts, 24 characters of base64url in all:
 *
 * | characters | what |
 * | --- | --- |
 * | 2 | the slot: one of 4,096, by the number. It keeps a session and its number's counts in one Redis Cluster slot |
 * | 16 | 12 bytes of a keyed digest of (number, client secret): not to be guessed, the same for each resend |
 * | 6 | the generation: 4 random bytes, another one when a session takes the place of a dead one |
 */
const slotLength = 2;
const stemLength = 18;
const digestBytes = 12;

/** Random bytes of a generation. */
export const generationBytes = 4;

/** Where the session of a sid and a client secret lies. */
export interface SessionPlace {
  readonly slot: string;
  readonly generation: string;
  /** The sid without its generation. */
  readonly stem: string;
}

/**
 * The slot of a number. By an unkeyed hash, so that it is the same under every secret of the list and rotation stays
 * one atomic step; 12 bits of it, which hundreds of thousands of subscribers share.
 */
export function slotOf(msisdn: string): string {
  return createHash('sha256').update(msisdn).digest('base64url').slice(0, slotLength);
}

/** The stem of the sid of a number and a client secret. */
export function stemOf(keys: SecretKeys, msisdn: string, clientSecret: string): string {
  const digest = keys.digest('sid', msisdn, clientSecret).subarray(0, digestBytes);
  return slotOf(msisdn) + digest.toString('base64url');
}

/** Takes any sid apart, also one that is none of ours: it then names a place where nothing lies. */
export function placeOf(sid: string): SessionPlace {
  return {
    slot: sid.slice(0, slotLength).padEnd(slotLength, '-'),
    stem: sid.slice(0, stemLength),
    generation: sid.slice(stemLength),
  };
}

/** The id that a storage knows a session by. It takes the client secret too: a wrong one finds nothing, like a wrong sid. */
export function sessionIdOf(keys: SecretKeys, stem: string, clientSecret: string): string {
  return keys.digest('session', stem, clientSecret).subarray(0, digestBytes).toString('base64url');
}

/** The id that a storage counts a number's messages by. */
export function numberIdOf(keys: SecretKeys, msisdn: string): string {
  return keys.digest('number', msisdn).subarray(0, digestBytes).toString('base64url');
}

/** The id that a storage counts a client address's messages by. */
export function clientAddressIdOf(keys: SecretKeys, address: string): string {
  return keys.digest('client-address', address).subarray(0, digestBytes).toString('base64url');
}
