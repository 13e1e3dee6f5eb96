import type { ChargedMessage, Lane } from './message-groups.js';

const letters: Readonly<Record<Lane, string>> = {
  pair: 'p',
  address: 'a',
  network: 'w',
  nobody: 'n',
  proved: 'v',
};
const lanes: ReadonlyMap<string, Lane> = new Map(
  (['pair', 'address', 'network', 'nobody', 'proved'] as const).map((lane) => [letters[lane], lane]),
);
const form = /^([pawnv])([01])([A-Z]{2})([\w-]{8})([\w-]{8})(?:([\w-]{8})([\w-]{8})([\w-]{8}))?$/;

/**
 * The receipt of a charged message: 44 characters of base64url at most. It is stored with the session and names the
 * groups only by their ids, which are keyed digests of 6 bytes.
 */
export function receiptOf({ lane, all, country, number, block, caller }: ChargedMessage): string {
  const ofCaller = caller === undefined ? '' : caller.address + caller.network + caller.everywhere;
  return letters[lane] + (all ? '1' : '0') + country + number + block + ofCaller;
}

/** The message of a receipt; undefined if the text isn't one, such as that of another policy or version. */
export function messageOf(receipt: string): ChargedMessage | undefined {
  const [, letter = '', all, country = '', number = '', block = '', address, network = '', everywhere = ''] =
    form.exec(receipt) ?? [];
  const lane = lanes.get(letter);
  if (lane === undefined) return undefined;
  const caller = address === undefined ? undefined : { address, network, everywhere };
  return { lane, all: all === '1', country, number, block, caller };
}
