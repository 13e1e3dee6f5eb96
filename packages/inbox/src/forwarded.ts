import { isLoopbackAddress } from '@threepid/core';
import { isAllowedHost } from './allowed-host.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers that proxies add to requests. Sources: RFC 7239; RFC 9110, 7.6.3; common practice. */
const added = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

/** True if a request came through a proxy. */
export function isForwarded(headers: Headers): boolean {
  return Object.entries(headers).some(
    ([name, value]) => value !== undefined && added.test(name.toLowerCase()),
  );
}

/**
 * True if a forwarded request comes from this machine. Next.js adds `X-Forwarded-For`, `-Host`, `-Port` and `-Proto` to
 * every request that has none, even without a proxy.
 */
export function isForwardedForThisMachine(headers: Headers, hosts: readonly string[]): boolean {
  const { forwarded, via, 'x-real-ip': realIp } = headers;
  if (forwarded !== undefined || via !== undefined || realIp !== undefined) return false;
  const host = headers['x-forwarded-host'];
  if (host !== undefined && !isAllowedHost(host, hosts)) return false;
  const addresses = headers['x-forwarded-for'];
  return (
    typeof addresses === 'string' &&
    addresses.split(',').every((address) => isLoopbackAddress(address.trim()))
  );
}
