/** Names and addresses that lead to this machine alone, in no matter whose DNS. Source: RFC 6761, 6.3; RFC 1122, 3.2.1.3. */
const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a `Host` header names this machine, or a host that the settings name.
 *
 * A hostile page can point a name of its own at 127.0.0.1 and then read what it likes there as its own origin (DNS
 * rebinding); its browser still sends that name.
 */
export function isAllowedHost(header: unknown, allowed: readonly string[]): boolean {
  if (typeof header !== 'string' || !/^[^/?#@\\\s]+$/.test(header)) return false;
  const url = `http://${header}`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return loopback.test(hostname) || allowed.includes(hostname);
}
