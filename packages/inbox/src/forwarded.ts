import { isLoopbackAddress } from '@threepid/core';
import { isAllowedHost } from './allowed-host.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What proxies add to a request that they hand on. Sources: RFC 7239; RFC 9110, 7.6.3; custom. */
const added = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

/** Whether a proxy has handed a request on. */
export function isForwarded(headers: Headers): boolean {
  return Object.entries(headers).some(
    ([name, value]) => value !== undefined && added.test(name.toLowerCase()),
  );
}

/**
 * Whether a request was handed on for this machine itself: Next.js, which serves its own port, adds `X-Forwarded-For`,
 * `-Host`, `-Port` and `-Proto` to every request that has none.
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
