import { countedAddress } from './client-address.js';
import type { KeyPurpose, SecretKeys } from './keyring.js';

/**
 * A sid has three parts, 24 characters of base64url in all:
 *
 * | characters | what |
 * | --- | --- |
 * | 2 | the slot: one of 4,096, by a keyed digest of the number. It keeps a session and its number's counts in one Redis Cluster slot |
 * | 16 | 12 bytes of a keyed digest of (number, client secret): not to be guessed, the same for each resend |
 * | 6 | the generation: 4 random bytes, another one when a session takes the place of a dead one |
 */
const slotLength = 2;
const stemLength = 18;
const digestBytes = 12;

/** Random bytes of a generation. */
export const generationBytes = 4;

/** The place of a session in the storage, by its sid and client secret. */
export interface SessionPlace {
  readonly slot: string;
  readonly generation: string;
  /** The sid without its generation. */
  readonly stem: string;
}

/**
 * The slot of a number. Its key outlives rotations, so that the slot is the same under every secret of the list and
 * `open` stays one atomic step. It is keyed, so that a sid or a storage key reveals nothing about the number.
 */
export function slotOf(indexKeys: SecretKeys, msisdn: string): string {
  return indexKeys.digest('slot', msisdn).toString('base64url').slice(0, slotLength);
}

/** The stem of the sid of a number and a client secret. */
export function stemOf(keys: SecretKeys, slot: string, msisdn: string, clientSecret: string): string {
  return slot + shortDigest(keys, 'sid', msisdn, clientSecret);
}

/** Parses any sid. One that we didn't create leads to a place where nothing is stored. */
export function placeOf(sid: string): SessionPlace {
  return {
    slot: sid.slice(0, slotLength).padEnd(slotLength, '-'),
    stem: sid.slice(0, stemLength),
    generation: sid.slice(stemLength),
  };
}

/**
 * The id of a session in a storage. It includes the client secret, so a wrong client secret finds nothing, like a wrong
 * sid.
 */
export function sessionIdOf(keys: SecretKeys, stem: string, clientSecret: string): string {
  return shortDigest(keys, 'session', stem, clientSecret);
}

/** The id under which a storage counts a number's messages. */
export function numberIdOf(indexKeys: SecretKeys, msisdn: string): string {
  return shortDigest(indexKeys, 'number', msisdn);
}

/** The id under which a storage counts what other identity servers send to a number for us. */
export function relaysIdOf(indexKeys: SecretKeys, msisdn: string): string {
  // One part more than for our own messages, so that none can be mistaken for the other.
  return shortDigest(indexKeys, 'number', 'relay', msisdn);
}

/** The id under which a storage counts the messages of a client address or network. */
export function clientAddressIdOf(indexKeys: SecretKeys, address: string): string {
  return shortDigest(indexKeys, 'client-address', address);
}

/** The ids of a client's address and networks, narrowest first; empty if its address is unknown. */
export function clientAddressIdsOf(
  indexKeys: SecretKeys,
  clientAddress: string | undefined,
): readonly string[] {
  return addressesOf(clientAddress).map((text) => clientAddressIdOf(indexKeys, text));
}

/** The ids under which a storage counts the lookups of a client's address and networks, narrowest first. */
export function lookupIdsOf(indexKeys: SecretKeys, clientAddress: string | undefined): readonly string[] {
  // One part more than for messages, so that none can be mistaken for the other.
  return addressesOf(clientAddress).map((text) => shortDigest(indexKeys, 'client-address', 'lookup', text));
}

function addressesOf(clientAddress: string | undefined): readonly string[] {
  const counted = countedAddress(clientAddress);
  if (counted === undefined) return [];
  return [counted.address, counted.site, counted.network].filter((text) => text !== undefined);
}

/** The id under which a storage counts the messages that one address requests for one number. */
export function numberAndAddressIdOf(indexKeys: SecretKeys, msisdn: string, address: string): string {
  return shortDigest(indexKeys, 'number-and-address', msisdn, address);
}

function shortDigest(keys: SecretKeys, purpose: KeyPurpose, ...parts: readonly string[]): string {
  return keys
    .digest(purpose, ...parts)
    .subarray(0, digestBytes)
    .toString('base64url');
}
