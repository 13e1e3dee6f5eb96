import { isIP, isIPv4 } from 'node:net';

/** The name of all callers whose address the host can't know. They are counted together. */
export const unknownAddress = 'unknown';

/**
 * The keys by which messages are counted, narrowest first: the IPv4 address; or the /64, /56 and /48 of an IPv6
 * address, which a subscriber, a household and a site have (RFC 6177). Text that isn't an address counts as itself:
 * some proxies send a name for each person.
 */
export interface CountedAddress {
  /** An IPv4 address, the /64 of an IPv6 address, or a name. */
  readonly address: string;
  /** The /56 of an IPv6 address. */
  readonly site: string | undefined;
  /** The /48 of an IPv6 address. */
  readonly network: string | undefined;
}

/**
 * Parses a client's address. An IPv4 address mapped into IPv6, or translated by NAT64 or SIIT under a standard prefix,
 * becomes the IPv4 address; other prefixes of translators are known to nobody else. A port added by a proxy, and a zone,
 * are dropped. A loopback address is counted like any other, because it may be a proxy on the same host and stand for
 * everybody.
 *
 * @returns undefined without an address: the caller is the host's own code, or a delegate that sends none.
 */
export function countedAddress(address: string | undefined): CountedAddress | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  if (parsed.kind !== 'ipv6') return { address: parsed.text, site: undefined, network: undefined };
  const { groups } = parsed;
  return { address: prefixOf(groups, 64), site: prefixOf(groups, 56), network: prefixOf(groups, 48) };
}

/** Where a caller is: the IPv4 address and its /16, or the /64 and the /32 of an IPv6 address. */
export interface CallerPlace {
  readonly address: string;
  /** Roughly, whose customer it is. */
  readonly network: string;
}

/**
 * Parses a client's address as `countedAddress` does. A name, which isn't an address, is in a network of its own: what names
 * have in common is their proxy, not their network.
 *
 * @returns undefined if the address isn't known.
 */
export function callerPlace(address: string | undefined): CallerPlace | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.text === unknownAddress) return undefined;
  const { kind, text } = parsed;
  if (kind === 'name') return { address: text, network: text };
  if (kind === 'ipv6') return { address: prefixOf(parsed.groups, 64), network: prefixOf(parsed.groups, 32) };
  return { address: text, network: `${text.split('.', 2).join('.')}.0.0/16` };
}

type ParsedAddress =
  | { readonly kind: 'ipv4' | 'name'; readonly text: string }
  | { readonly kind: 'ipv6'; readonly text: string; readonly groups: readonly number[] };

function parseAddress(address: string | undefined): ParsedAddress | undefined {
  const trimmed = address?.trim() ?? '';
  if (trimmed === '') return undefined;
  if (isIPv4(trimmed)) return { kind: 'ipv4', text: trimmed };
  const plain = withoutMapping(withoutPort(trimmed).replace(/%.*$/, ''));
  if (isIPv4(plain)) return { kind: 'ipv4', text: plain };
  if (isIP(plain) === 0) return { kind: 'name', text: nameOf(trimmed) };
  const groups = groupsOf(plain);
  const ipv4 = ipv4Of(groups);
  return ipv4 === undefined ? { kind: 'ipv6', text: plain, groups } : { kind: 'ipv4', text: ipv4 };
}

const longestText = 64;

/** Proxies write `unknown` in any case. */
function nameOf(text: string): string {
  return text.toLowerCase() === unknownAddress ? unknownAddress : text.slice(0, longestText);
}

function withoutPort(address: string): string {
  const match = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/.exec(address);
  return match?.[1] ?? match?.[2] ?? address;
}

/** Most hosts write all IPv4 addresses so, and parsing eight groups takes many times as long. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The eight groups of an IPv6 address, as numbers. */
function groupsOf(address: string): readonly number[] {
  // The URL parser writes an IPv6 address in its canonical form (RFC 5952), which is easy to expand.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => parseInt(group, 16));
}

/**
 * The prefixes before an IPv4 address: mapped (RFC 4291), translated by SIIT (RFC 2765), and the well-known prefix of NAT64
 * (RFC 6052).
 */
const ipv4Prefixes = ['0,0,0,0,0,65535', '0,0,0,0,65535,0', '100,65435,0,0,0,0'];

/** Local prefixes of NAT64 are in this /48 (RFC 8215). */
const localNat64 = '100,65435,1';

function ipv4Of(groups: readonly number[]): string | undefined {
  if (!ipv4Prefixes.includes(groups.slice(0, 6).join()) && !isLocalNat64(groups)) return undefined;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

/** A local prefix of less than 96 bits has the IPv4 address further to the front, and zeros at the end (RFC 6052). */
function isLocalNat64(groups: readonly number[]): boolean {
  return groups.slice(0, 3).join() === localNat64 && groups[7] !== 0;
}

const groupBits = 16;

function prefixOf(groups: readonly number[], bits: 64 | 56 | 48 | 32): string {
  const kept = groups.slice(0, 4).map((group, index) => {
    const dropped = Math.min(groupBits, Math.max(0, (index + 1) * groupBits - bits));
    return (group >> dropped) << dropped;
  });
  return `${kept.map((group) => group.toString(16)).join(':')}::/${String(bits)}`;
}
