import { createAddressRanges } from './address-ranges.js';

/** RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3. */
const hosts = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * True for the host of a URL that means this machine in every browser: `localhost` and names below it, 127.0.0.0/8 and
 * `[::1]`. `localhost.`, which some resolvers look up in a search list, and an IPv4 address mapped into IPv6 are not.
 *
 * @param hostname as the URL standard writes it: in lower case, an IPv6 address in brackets.
 */
export function isLoopbackHost(hostname: string): boolean {
  return hosts.test(hostname);
}

/**
 * True for an address of this machine, in any spelling: 127.0.0.0/8, also mapped into IPv6, as a socket that listens on
 * both writes it, and `::1`. Never true for a name, because it depends on the resolver.
 *
 * @param address as in a socket or in `X-Forwarded-For`, without brackets.
 */
export const isLoopbackAddress = createAddressRanges(['127.0.0.0/8', '::1'], 'loopback');
