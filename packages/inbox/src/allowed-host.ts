import { isLoopbackHost, parseHost } from '@threepid/core';

/**
 * True if a `Host` header names this machine, or a host that the settings name.
 *
 * A hostile page can point a name of its own at 127.0.0.1 and then read what it likes there as its own origin (DNS
 * rebinding); its browser still sends that name.
 */
export function isAllowedHost(header: unknown, allowed: readonly string[]): boolean {
  const host = typeof header === 'string' ? parseHost(header) : undefined;
  return host !== undefined && (isLoopbackHost(host.hostname) || allowed.includes(host.hostname));
}
