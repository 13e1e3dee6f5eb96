import type { GroupKind } from './guard-terms.js';

/**
 * Who vouches for a message: the narrowest of its `pair`, `address` and `network` that has a good name; `nobody`; or a
 * solved challenge (`proved`), which counts only where nobody's word is enough.
 */
export type Lane = 'pair' | 'address' | 'network' | 'nobody' | 'proved';

/** The groups that a message belongs to by its caller's address. */
export interface CallerGroups {
  readonly address: string;
  readonly network: string;
  /** The address again, by an id that is the same in every country. */
  readonly everywhere: string;
}

/** The groups that a message belongs to, by ids that tell nothing. */
export interface MessageGroups {
  /** ISO 3166-1 alpha-2, or `ZZ` for a number that belongs to no country. */
  readonly country: string;
  readonly number: string;
  readonly block: string;
  /** Undefined if the caller's address is not known. */
  readonly caller: CallerGroups | undefined;
}

/** A message that was allowed: with its groups, all that is needed to pay back or to refund it. */
export interface ChargedMessage extends MessageGroups {
  readonly lane: Lane;
  /** True if `all` was charged too, and the address's share of it. */
  readonly all: boolean;
}

/** A group by its kind, and by a key that is different for each group of all kinds. */
export interface Group {
  readonly kind: GroupKind;
  readonly key: string;
}

/** The groups that belong to no country: all new countries together, and what the address may have of them. */
export function worldGroups({ caller }: MessageGroups): readonly Group[] {
  const all: Group = { kind: 'all', key: 'all' };
  return caller === undefined ? [all] : [all, { kind: 'share', key: `share:${caller.everywhere}` }];
}

/** A group of a country. All keys of a country begin alike, so that a Redis Cluster can keep them in one slot. */
export function group(kind: GroupKind, country: string, id: string): Group {
  return { kind, key: `{${country}}${kind}:${id}` };
}

export function countryGroup(country: string, lane: Lane): Group {
  return lane === 'proved' ? group('proved', country, '') : group('country', country, lane);
}

/** Groups that are not asked in a lane. They are charged all the same, as far as they can pay. */
const spared: Readonly<Record<Lane, readonly GroupKind[]>> = {
  pair: ['number', 'block', 'address', 'network'],
  address: ['network'],
  network: [],
  nobody: [],
  proved: ['address', 'network'],
};

/** False if groups of the kind needn't be able to pay for a message in this lane. */
export function isAsked(kind: GroupKind, lane: Lane): boolean {
  return !spared[lane].includes(kind);
}

/** The groups that had to be able to pay for a message. */
export function askedGroups(message: ChargedMessage): readonly Group[] {
  return chargedGroups(message).filter(({ kind }) => isAsked(kind, message.lane));
}

/** Those who may vouch for a message, the narrowest first, each with its lane. */
export function vouchers({ country, number, caller }: MessageGroups): readonly Voucher[] {
  if (caller === undefined) return [];
  return [
    { lane: 'pair', voucher: group('pair', country, `${number}${caller.address}`) },
    { lane: 'address', voucher: group('address', country, caller.address) },
    { lane: 'network', voucher: group('network', country, caller.network) },
  ];
}

/** Every lane. */
const everyLane: readonly Lane[] = ['nobody', 'network', 'address', 'pair', 'proved'];

/** Every group that may decide on a message, whatever its lane is. */
export function everyGroup(message: MessageGroups): readonly Group[] {
  const { country, number, block } = message;
  return [
    group('number', country, number),
    group('block', country, block),
    group('blockRate', country, block),
    ...everyLane.map((lane) => countryGroup(country, lane)),
    ...vouchers(message).map(({ voucher }) => voucher),
    ...worldGroups(message),
  ];
}

/** A group whose good name opens a lane. */
export interface Voucher {
  readonly lane: Lane;
  readonly voucher: Group;
}

/** The groups that a message is charged to. */
export function chargedGroups(message: ChargedMessage): readonly Group[] {
  const { country, number, block, lane } = message;
  const ofNumber = [
    group('number', country, number),
    group('block', country, block),
    group('blockRate', country, block),
    countryGroup(country, lane),
  ];
  const ofCaller = vouchers(message).map(({ voucher }) => voucher);
  return [...ofNumber, ...ofCaller, ...(message.all ? worldGroups(message) : [])];
}
