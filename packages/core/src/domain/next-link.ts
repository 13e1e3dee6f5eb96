import { hasCredentials, parseHost, parseHttpUrl, portOf } from './http-url.js';
import { isLoopbackHost } from './loopback.js';

const longest = 2_048;

/** An authority directly after the scheme, without user info. */
const authority = /^[a-z]+:\/\/[^/?#@\\]+(?:[/?#]|$)/i;
/** Printable ASCII without a backslash: the URL parser accepts more, but a header can't carry it. */
const printableAscii = /^[\x21-\x5b\x5d-\x7e]+$/;

/** True if a redirect to a next_link is allowed. */
export type NextLinkRule = (link: string) => boolean;

/**
 * A next_link must be an absolute http or https URL in ASCII, without credentials, of at most 2,048 characters, whose
 * host is in `hosts`. Hosts are compared as the URL standard parses them, never by prefix, so that no other spelling
 * gets through.
 *
 * @param hosts `example.org` for any port, `example.org:8443` for one; undefined: only loopback hosts.
 * @throws TypeError for an invalid host.
 */
export function createNextLinkRule(hosts: readonly string[] | undefined): NextLinkRule {
  const allowed = hosts === undefined ? undefined : new Set(hosts.map(checkedHost));
  return (link) => {
    const url = parsed(link);
    if (url === undefined) return false;
    if (allowed === undefined) return isLoopbackHost(url.hostname);
    return allowed.has(url.hostname) || allowed.has(`${url.hostname}:${portOf(url)}`);
  };
}

function parsed(link: string): URL | undefined {
  if (link.length > longest || !printableAscii.test(link) || !authority.test(link)) return undefined;
  const url = parseHttpUrl(link);
  return url === undefined || hasCredentials(url) ? undefined : url;
}

function checkedHost(text: string): string {
  const host = parseHost(text);
  if (host === undefined) {
    throw new TypeError(
      `threepid: '${text}' is not a host for next_link; write 'example.org' or 'example.org:8443'`,
    );
  }
  return host.port === '' ? host.hostname : `${host.hostname}:${host.port}`;
}
