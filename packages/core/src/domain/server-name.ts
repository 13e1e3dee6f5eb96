import { domainToASCII } from 'node:url';
import { isIP } from 'node:net';

/**
 * The canonical form of a server name, `host` or `host:port`, for comparing names: lower case, IDNA in ASCII (RFC
 * 5891), no trailing dot, no `:443`.
 *
 * @returns undefined if it isn't a plain server name: if it has user info, a path, a query, white space, an IP address
 * in an unusual notation, or characters that hosts can't have.
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
  // The URL standard parses 0x7f.1, 2130706433 and 0177.0.0.1 as addresses, but only attackers use them.
  const changed = /^[\x21-\x7e]+$/.test(host) && ascii !== host.toLowerCase().replace(/\.$/, '');
  if (changed) return undefined;
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/.test(ascii)
    ? ascii
    : undefined;
}
