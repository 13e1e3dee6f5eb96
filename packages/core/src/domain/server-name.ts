import { domainToASCII } from 'node:url';
import { isIP } from 'node:net';

/**
 * The one form of a server name, `host` or `host:port`, by which names are compared: lower case, IDNA in ASCII
 * (RFC 5891), no trailing dot, no `:443`.
 *
 * @returns undefined for what is no plain server name: with user info, a path, a query, white space, an IP address in a
 *   spelling other than its own, or characters that a host has not.
 */
export function canonicalServerName(name: string): string | undefined {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[^\s:/?#@\\[\]%]{1,253})(?::([0-9]{1,5}))?$/i.exec(name);
  const host = canonicalHost(match?.[1] ?? '');
  if (match === null || host === undefined) return undefined;
  const port = Number(match[2] ?? '443');
  if (port < 1 || port > 65_535) return undefined;
  return port === 443 ? host : `${host}:${port}`;
}

function canonicalHost(host: string): string | undefined {
  if (host.startsWith('['))
    return isIP(host.slice(1, -1)) === 6 ? new URL(`http://${host}`).hostname : undefined;
  const ascii = domainToASCII(host.replace(/\.$/, ''));
  // The URL standard reads 0x7f.1, 2130706433 and 0177.0.0.1 as addresses: nobody means them well.
  const changed = /^[\x21-\x7e]+$/.test(host) && ascii !== host.toLowerCase().replace(/\.$/, '');
  if (ascii === '' || changed) return undefined;
  return isIP(ascii) !== 0 ||
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/.test(ascii)
    ? ascii
    : undefined;
}
