import { isIP } from 'node:net';

/** The name that all callers share whose address the host can't know: they are counted as one. */
export const unknownAddress = 'unknown';

/**
 * What messages are counted by: an IPv4 address, or the /64 of an IPv6 one, which is what one subscriber has
 * (RFC 6177). An IPv4 address mapped into IPv6 is the IPv4 address; a port that a proxy added is dropped. What is no
 * address is counted under itself: it is some proxy's word for a person. A loopback address is counted as any other: it
 * may be a proxy on the same host, and so everybody.
 *
 * @returns undefined for no address at all: the caller is the host's own code, or a delegate that names nobody.
 */
export function countedAddress(address: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined;
  const plain = withoutMapping(withoutPort(address).replace(/%.*$/, ''));
  const version = isIP(plain);
  if (version === 0) return address.slice(0, longestText);
  return version === 4 ? plain : networkOf(plain);
}

const longestText = 64;

function withoutPort(address: string): string {
  const match = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/.exec(address);
  return match?.[1] ?? match?.[2] ?? address;
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function networkOf(address: string): string {
  // The URL parser writes an IPv6 address in its one canonical form (RFC 5952), which makes it easy to fill up.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':') + '::/64';
}
