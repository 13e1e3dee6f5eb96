import { countedAddress } from './client-address.js';
import type { KeyPurpose, SecretKeys } from './keyring.js';

/**
 * A sid has four parts, 24 characters of base64url in all:
 *
 * | characters | what |
 * | --- | --- |
 * | 2 | the slot: one of 4,096, by a keyed digest of the number. It keeps a session and its number's counts in one Redis Cluster slot |
 * | 8 | 6 bytes of a keyed digest of (number, client secret): not to be guessed, the same for each resend |
 * | 8 | the number's tag, 6 bytes, under a veil that the keys and the client secret lift: so the session's id in the storage can begin with the tag, and `forget` finds all sessions of a number, but two sids of one number have nothing in common but the slot |
 * | 6 | the generation: 4 random bytes, another one when a session takes the place of a dead one |
 */
const slotLength = 2;
const openingLength = 10;
const stemLength = 18;
/** 12 bytes of a digest. */
const idLength = 16;

/** A number's tag: 6 bytes. The ids of everything that is stored for a number begin with it. */
const tagLength = 8;

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
  return indexKeys.digest('slot', msisdn).slice(0, slotLength);
}

/** A number, as a storage knows it. */
export interface NumberIdentity {
  readonly slot: string;
  readonly numberId: string;
}

export function numberIdentityOf(indexKeys: SecretKeys, msisdn: string): NumberIdentity {
  return { slot: slotOf(indexKeys, msisdn), numberId: numberIdOf(indexKeys, msisdn) };
}

/** A session, as its client and the storage know it. */
export interface SessionIdentity {
  readonly stem: string;
  readonly sessionId: string;
}

/** The identity of the session of a number and a client secret. */
export function identityOf(
  keys: SecretKeys,
  { slot, numberId }: NumberIdentity,
  msisdn: string,
  clientSecret: string,
): SessionIdentity {
  const opening = slot + keys.digest('sid', msisdn, clientSecret).slice(0, tagLength);
  const { veil, id } = secretPartsOf(keys, opening, clientSecret);
  const tag = tagOf(numberId);
  return {
    stem: opening + xor(tag, veil),
    sessionId: tag + id,
  };
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
 * The id of a session in a storage: the number's tag, and 6 bytes of a digest. Both depend on the client secret here, so a
 * wrong client secret finds nothing, like a wrong sid.
 */
export function sessionIdOf(keys: SecretKeys, stem: string, clientSecret: string): string {
  const { veil, id } = secretPartsOf(keys, stem.slice(0, openingLength), clientSecret);
  const veiled = stem.slice(openingLength);
  // A sid of another form isn't ours: where the veil itself is the tag, nothing is stored.
  return (sixBytes.test(veiled) ? xor(veiled, veil) : veil) + id;
}

/** What only the keys and the client secret tell of a session. One digest makes both, because each call needs them. */
function secretPartsOf(
  keys: SecretKeys,
  opening: string,
  clientSecret: string,
): { readonly veil: string; readonly id: string } {
  const digest = keys.digest('session', opening, clientSecret);
  return { veil: digest.slice(0, tagLength), id: digest.slice(tagLength, idLength) };
}

function tagOf(numberId: string): string {
  return numberId.slice(0, tagLength);
}

/** Digits that the numbers of a block differ in. */
const blockDigits = 4;

const sixBytes = /^[\w-]{8}$/;

/** Of two texts of 6 bytes in base64url. */
function xor(one: string, other: string): string {
  const bytes = Buffer.from(one, 'base64url');
  const others = Buffer.from(other, 'base64url');
  const mixed = bytes.readUIntBE(0, 3) ^ others.readUIntBE(0, 3);
  bytes.writeUIntBE(bytes.readUIntBE(3, 3) ^ others.readUIntBE(3, 3), 3, 3);
  bytes.writeUIntBE(mixed, 0, 3);
  return bytes.toString('base64url');
}

/** The id under which a storage counts a number's messages. */
export function numberIdOf(indexKeys: SecretKeys, msisdn: string): string {
  return shortDigest(indexKeys, 'number', msisdn);
}

/** The id under which a storage counts what other identity servers send to a number for us. */
export function relaysIdOf(indexKeys: SecretKeys, msisdn: string): string {
  // One part more than for our own messages, so that none can be mistaken for the other.
  return idOfNumber(indexKeys, msisdn, indexKeys.digest('number', 'relay', msisdn));
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

/** The ids under which a storage counts deliveries of a client's address and networks, narrowest first. */
export function deliveryAddressIdsOf(
  indexKeys: SecretKeys,
  clientAddress: string | undefined,
): readonly string[] {
  return addressesOf(clientAddress).map((text) => shortDigest(indexKeys, 'client-address', 'delivery', text));
}

/** The id under which a storage counts deliveries to the 10,000 numbers around a number. No number's id begins like it. */
export function deliveryBlockIdOf(indexKeys: SecretKeys, msisdn: string): string {
  return shortDigest(indexKeys, 'number', 'delivery-block', msisdn.slice(0, -blockDigits));
}

/** The id under which a storage counts the deliveries that one address causes to one number. */
export function deliveryPairIdOf(indexKeys: SecretKeys, msisdn: string, address: string): string {
  return idOfNumber(indexKeys, msisdn, indexKeys.digest('number-and-address', 'delivery', msisdn, address));
}

function addressesOf(clientAddress: string | undefined): readonly string[] {
  const counted = countedAddress(clientAddress);
  if (counted === undefined) return [];
  return [counted.address, counted.site, counted.network].filter((text) => text !== undefined);
}

/** The id under which a storage counts the messages that one address requests for one number. */
export function numberAndAddressIdOf(indexKeys: SecretKeys, msisdn: string, address: string): string {
  return idOfNumber(indexKeys, msisdn, indexKeys.digest('number-and-address', msisdn, address));
}

/** An id that begins with the tag of a number, so that `forget` finds it. */
function idOfNumber(indexKeys: SecretKeys, msisdn: string, digest: string): string {
  return tagOf(numberIdOf(indexKeys, msisdn)) + digest.slice(0, idLength - tagLength);
}

function shortDigest(keys: SecretKeys, purpose: KeyPurpose, ...parts: readonly string[]): string {
  return keys.digest(purpose, ...parts).slice(0, idLength);
}
