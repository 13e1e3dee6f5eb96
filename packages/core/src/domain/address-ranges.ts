import { BlockList, isIP } from 'node:net';

/** True for an address in one of the ranges. An IPv4 address mapped into IPv6 counts as the IPv4 address. */
export type AddressRanges = (address: string) => boolean;

/**
 * Parses a list of addresses and ranges: `10.1.2.3`, `10.0.0.0/8`, `2001:db8::/32`.
 *
 * @param owner the owner of the addresses, such as `proxy`, for the error.
 * @throws TypeError that names the invalid entry.
 */
export function createAddressRanges(entries: readonly string[], owner: string): AddressRanges {
  const listed = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const length = Number(bits ?? (family === 'ipv6' ? 128 : 32));
    if (isIP(address) === 0 || !isPrefixLength(bits, family) || rest.length > 0) {
      throw new TypeError(
        `threepid: '${entry}' is not an address or range of a ${owner}; write 10.0.0.0/8 or 2001:db8::/32`,
      );
    }
    listed.addSubnet(address, length, family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && listed.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

function isPrefixLength(bits: string | undefined, family: 'ipv4' | 'ipv6'): boolean {
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv6' ? 128 : 32));
}
