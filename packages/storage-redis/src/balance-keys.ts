import type { CallerGroups, ChargedMessage, Group, GroupKind, Lane, MessageGroups } from '@threepid/core';

/** A group, and where its balance is. */
export interface KeyedGroup {
  readonly kind: GroupKind;
  /** One byte a character. */
  readonly key: string;
}

/** Capitals: the keys of sessions and counts have a small letter after their hash tag. */
const letters = {
  number: 'N',
  block: 'B',
  blockRate: 'R',
  pair: 'P',
  address: 'A',
  network: 'W',
  country: 'C',
} as const;

/** The ids of a message's groups, one byte a character. */
interface GroupIds {
  readonly number: string;
  readonly block: string;
  readonly caller: CallerGroups | undefined;
}

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
    return this.world(caller === undefined ? undefined : bytesOf(caller.everywhere));
  }

  /**
   * All keys that a decision may need, in the order of the script.
   *
   * @param isWithWorld true for those that belong to no country, too.
   */
  ofDecision(message: MessageGroups, isWithWorld: boolean): string[] {
    const ids = idsOf(message);
    const start = this.startOf(message.country);
    const keys: string[] = [];
    for (const { key } of ofNumber(start, ids)) keys.push(key);
    for (const lane of lanes) keys.push(start + letters.country + lane);
    for (const { key } of ofCaller(start, ids)) keys.push(key);
    if (!isWithWorld) return keys;
    for (const { key } of this.world(ids.caller?.everywhere)) keys.push(key);
    return keys;
  }

  /**
   * The groups that a message was charged to, by hash slot.
   *
   * @param isOneSlot true if all keys are in one.
   */
  ofCharged(message: ChargedMessage, isOneSlot: boolean): readonly (readonly KeyedGroup[])[] {
    const { country, lane, all } = message;
    const ids = idsOf(message);
    const start = this.startOf(country);
    const ofLane: KeyedGroup = {
      kind: lane === 'proved' ? 'proved' : 'country',
      key: start + letters.country + lane,
    };
    const ofCountry = [...ofNumber(start, ids), ofLane, ...ofCaller(start, ids)];
    if (!all) return [ofCountry];
    const ofWorld = this.world(ids.caller?.everywhere);
    return isOneSlot ? [[...ofCountry, ...ofWorld]] : [ofCountry, ofWorld];
  }

  /** The key of any group, by its key in the core: `{GB}number:<id>`, `{GB}country:<lane>`, `{GB}proved:`, `all`, `share:<id>`. */
  ofGroup({ kind, key }: Group): string {
    const id = key.slice(key.indexOf(':') + 1);
    if (kind === 'all') return this.all.key;
    if (kind === 'share') return `${this.all.key}S${bytesOf(id)}`;
    const start = this.startOf(key.slice(1, key.indexOf('}')));
    if (kind === 'proved') return `${start}${letters.country}proved`;
    return start + letters[kind] + (kind === 'country' ? id : bytesOf(id));
  }

  /** The balance of a number. */
  number(country: string, number: string): string {
    return this.startOf(country) + letters.number + bytesOf(number);
  }

  /** What the keys of a number's pairs begin with. */
  pairsOf(country: string, number: string): string {
    return this.startOf(country) + letters.pair + bytesOf(number);
  }

  /** @param everywhere bytes of the caller's id, if its address is known. */
  private world(everywhere: string | undefined): readonly KeyedGroup[] {
    if (everywhere === undefined) return [this.all];
    return [this.all, { kind: 'share', key: `${this.prefix}{all}S${everywhere}` }];
  }

  private startOf(country: string): string {
    return `${this.prefix}{${country}}`;
  }
}

function ofNumber(start: string, { number, block }: GroupIds): readonly KeyedGroup[] {
  return [
    { kind: 'number', key: start + letters.number + number },
    { kind: 'block', key: start + letters.block + block },
    { kind: 'blockRate', key: start + letters.blockRate + block },
  ];
}

function ofCaller(start: string, { number, caller }: GroupIds): readonly KeyedGroup[] {
  if (caller === undefined) return [];
  const { address, network } = caller;
  return [
    { kind: 'pair', key: start + letters.pair + number + address },
    { kind: 'address', key: start + letters.address + address },
    { kind: 'network', key: start + letters.network + network },
  ];
}

/** Ids are base64url of whole groups of four characters, so that all are decoded as one: a decoder takes longer to call than to run. */
function idsOf({ number, block, caller }: MessageGroups): GroupIds {
  const bytes = bytesOf(
    caller === undefined
      ? number + block
      : number + block + caller.address + caller.network + caller.everywhere,
  );
  let at = 0;
  const next = (id: string): string => bytes.slice(at, (at += (id.length / 4) * 3));
  return {
    number: next(number),
    block: next(block),
    caller: caller && {
      address: next(caller.address),
      network: next(caller.network),
      everywhere: next(caller.everywhere),
    },
  };
}

function bytesOf(id: string): string {
  return Buffer.from(id, 'base64url').toString('latin1');
}
