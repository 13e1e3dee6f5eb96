import { isLoopbackHost, parseHost } from '@threepid/core';

/**
 * True if a `Host` header names this machine, or a host that the settings name.
 *
 * A hostile page can point its own host name at 127.0.0.1 and then read everything there as its own origin (DNS
 * rebinding), but the browser still sends that name.
 */
export function isAllowedHost(header: unknown, allowed: readonly string[]): boolean {
  const host = typeof header === 'string' ? parseHost(header) : undefined;
  return host !== undefined && (isLoopbackHost(host.hostname) || allowed.includes(host.hostname));
}
