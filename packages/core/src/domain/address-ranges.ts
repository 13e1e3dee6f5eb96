import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** True for an address in one of the ranges. An IPv4 address mapped into IPv6 counts as the IPv4 address. */
export type AddressRanges = (address: string) => boolean;

/** An entry of the list. */
interface Range {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Parses a list of addresses and ranges: `10.1.2.3`, `10.0.0.0/8`, `2001:db8::/32`.
 *
 * @param owner the owner of the addresses, such as `proxy`, for the error.
 * @throws TypeError that names the invalid entry.
 */
export function createAddressRanges(entries: readonly string[], owner: string): AddressRanges {
  const ranges = entries.map((entry) => rangeOf(entry, owner));
  const containsAny = blockListOf(ranges);
  const containsIpv4 = ipv4RangesOf(ranges);
  return (address) => {
    const unmapped = mappedPrefix.test(address) ? address.slice('::ffff:'.length) : address;
    if (isIPv4(unmapped)) return containsIpv4(unmapped);
    return isIPv6(address) && containsAny(address, 'ipv6');
  };
}

/** The usual spelling of an IPv4 address mapped into IPv6: what a socket that listens on `::` names its IPv4 peers. */
const mappedPrefix = /^::ffff:/i;

function rangeOf(entry: string, owner: string): Range {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) !== 0 && isPrefixLength(bits, family) && rest.length === 0)
    return { address, bits: Number(bits ?? (family === 'ipv6' ? 128 : 32)), family };
  throw new TypeError(
    `threepid: '${entry}' is not an address or range of a ${owner}; write 10.0.0.0/8 or 2001:db8::/32`,
  );
}

function isPrefixLength(bits: string | undefined, family: 'ipv4' | 'ipv6'): boolean {
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv6' ? 128 : 32));
}

function blockListOf(ranges: readonly Range[]): (address: string, family: 'ipv4' | 'ipv6') => boolean {
  if (ranges.length === 0) return () => false;
  const listed = new BlockList();
  for (const { address, bits, family } of ranges) listed.addSubnet(address, bits, family);
  return (address, family) => listed.check(address, family);
}

/**
 * Most requests come over IPv4. A `BlockList` makes a native object for each address that it checks, which takes tens of
 * times as long as comparing two numbers. It is asked only if an IPv6 range is listed, which may contain mapped IPv4
 * addresses.
 */
function ipv4RangesOf(ranges: readonly Range[]): AddressRanges {
  const isInIpv6 = blockListOf(ranges.filter(({ family }) => family === 'ipv6'));
  const nets = ranges
    .filter(({ family }) => family === 'ipv4')
    .map(({ address, bits }) => ({ start: bitsOf(address), shift: 32 - bits }));
  return (address) => {
    const asked = bitsOf(address);
    // A shift by 32 changes nothing in JavaScript.
    const isIn = nets.some(({ start, shift }) => shift === 32 || asked >>> shift === start >>> shift);
    return isIn || isInIpv6(address, 'ipv4');
  };
}

/** The 32 bits of a valid IPv4 address. */
function bitsOf(address: string): number {
  let bits = 0;
  let octet = 0;
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (code === codeOfDot) [bits, octet] = [(bits << 8) | octet, 0];
    else octet = octet * 10 + code - codeOfZero;
  }
  return (bits << 8) | octet;
}

const codeOfDot = '.'.charCodeAt(0);
const codeOfZero = '0'.charCodeAt(0);
