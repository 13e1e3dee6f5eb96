import { callerPlace } from '../domain/client-address.js';
import type { SecretKeys } from '../domain/keyring.js';
import type { MessageGroups } from './message-groups.js';

/** A message whose groups are wanted. */
export interface GroupedMessage {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2; undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** The caller's address, if it is known. */
  readonly clientAddress: string | undefined;
}

/**
 * Numbers that belong to no country are a country by themselves. Not `noCountry`, which operators read and write: receipts
 * and keys have two letters for a country, and ISO 3166-1 leaves these to its users.
 */
export const lettersOfNoCountry = 'ZZ';

/** In the place of a country. */
const everywhere = '';

/** Digits that the numbers of a block differ in. */
const blockDigits = 4;

/** 6 bytes of a digest. */
const idLength = 8;

/**
 * The ids of the groups of a message: keyed digests, which belong to its country, but for `everywhere`. The keys are those
 * of the index, which stay the same when secrets are rotated.
 */
export function groupsOf(
  indexKeys: SecretKeys,
  { msisdn, country = lettersOfNoCountry, clientAddress }: GroupedMessage,
): MessageGroups {
  const idIn = (place: string, kind: string, text: string): string =>
    indexKeys.digest('guard', kind, place, text).slice(0, idLength);
  const id = (kind: string, text: string): string => idIn(country, kind, text);
  const place = callerPlace(clientAddress);
  return {
    number: id('number', msisdn),
    block: id('block', msisdn.slice(0, -blockDigits)),
    country,
    caller: place && {
      address: id('address', place.address),
      network: id('network', place.network),
      everywhere: idIn(everywhere, 'address', place.address),
    },
  };
}
