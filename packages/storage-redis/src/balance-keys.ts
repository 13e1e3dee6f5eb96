import type { ChargedMessage, GroupKind, Lane, MessageGroups } from '@threepid/core';

/** A group, and where its balance is. */
export interface KeyedGroup {
  readonly kind: GroupKind;
  /** One byte a character. */
  readonly key: string;
}

type IdKind = Exclude<GroupKind, 'country' | 'proved' | 'all' | 'share'>;

/** Capitals: the keys of sessions and counts have a small letter after their hash tag. */
const letters: Readonly<Record<IdKind | 'country', string>> = {
  number: 'N',
  block: 'B',
  blockRate: 'R',
  pair: 'P',
  address: 'A',
  network: 'W',
  country: 'C',
};

/** The order is that of the script's keys. */
const lanes: readonly Lane[] = ['nobody', 'network', 'address', 'pair', 'proved'];

/**
 * The keys of balances. Those of a country have it as their hash tag, so that a Redis Cluster keeps them on one node:
 * `<prefix>{<country>}<letter><6 bytes>`, 12 bytes for a pair, and the lane for the country itself. The groups `all` and
 * `share` belong to no country, and have a slot of their own: `<prefix>{all}` and `<prefix>{all}S<6 bytes>`.
 */
export class BalanceKeys {
  private readonly prefix: string;
  private readonly all: KeyedGroup;

  /** @param prefix must not contain a brace, which would act as the hash tag. */
  constructor(prefix: string) {
    this.prefix = Buffer.from(prefix).toString('latin1');
    this.all = { kind: 'all', key: `${this.prefix}{all}` };
  }

  /** The groups of a message that belong to no country. */
  ofWorld({ caller }: MessageGroups): readonly KeyedGroup[] {
    if (caller === undefined) return [this.all];
    const key = withId(`${this.prefix}{all}S`, caller.everywhere);
    return [this.all, { kind: 'share', key }];
  }

  /** All keys that a decision may need, except those that belong to no country, in the order of the script. */
  ofDecision(message: MessageGroups): string[] {
    return [
      ...this.ofNumber(message).map(({ key }) => key),
      ...lanes.map((lane) => this.country(message.country, lane)),
      ...this.ofCaller(message).map(({ key }) => key),
    ];
  }

  /** The groups of its country that a message was charged to. */
  ofCharged(message: ChargedMessage): readonly KeyedGroup[] {
    const { country, lane } = message;
    const ofCountry: KeyedGroup = {
      kind: lane === 'proved' ? 'proved' : 'country',
      key: this.country(country, lane),
    };
    return [...this.ofNumber(message), ofCountry, ...this.ofCaller(message)];
  }

  /** The balance of a number. */
  number(country: string, number: string): string {
    return this.keyed('number', country, number).key;
  }

  /** What the keys of a number's pairs begin with. */
  pairsOf(country: string, number: string): string {
    return this.keyed('pair', country, number).key;
  }

  private ofNumber({ country, number, block }: MessageGroups): readonly KeyedGroup[] {
    return [
      this.keyed('number', country, number),
      this.keyed('block', country, block),
      this.keyed('blockRate', country, block),
    ];
  }

  private ofCaller({ country, number, caller }: MessageGroups): readonly KeyedGroup[] {
    if (caller === undefined) return [];
    const { address, network } = caller;
    return [
      this.keyed('pair', country, number + address),
      this.keyed('address', country, address),
      this.keyed('network', country, network),
    ];
  }

  private country(country: string, lane: Lane): string {
    return `${this.prefix}{${country}}${letters.country}${lane}`;
  }

  private keyed(kind: IdKind, country: string, id: string): KeyedGroup {
    return { kind, key: withId(`${this.prefix}{${country}}${letters[kind]}`, id) };
  }
}

/** Ids are base64url of whole groups of four characters, so that two can be decoded as one. */
function withId(start: string, id: string): string {
  return start + Buffer.from(id, 'base64url').toString('latin1');
}
