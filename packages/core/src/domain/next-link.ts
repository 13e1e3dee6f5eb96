const longest = 2_048;

/** http or https, a host without user info, printable ASCII without a backslash. */
const absoluteUrl = /^https?:\/\/[^/?#@\\]+(?:[/?#]|$)/i;
const printableAscii = /^[\x21-\x5b\x5d-\x7e]+$/;

/** Host names that count as this machine (RFC 6761, section 6.3; RFC 1122; RFC 4291). */
const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a parsed host name is a loopback one. */
export function isLoopbackHost(hostname: string): boolean {
  return loopback.test(hostname);
}

/** Says whether a next_link may be redirected to. */
export type NextLinkRule = (link: string) => boolean;

/**
 * A next_link is an absolute http or https URL in ASCII, without credentials, at most 2,048 characters, whose host is one of
 * `hosts`. Hosts are compared as the URL standard parses them, never by prefix, so that no spelling slips through.
 *
 * @param hosts `example.org` for any port of it, `example.org:8443` for one; undefined: loopback hosts alone.
 * @throws TypeError for a host that is none.
 */
export function createNextLinkRule(hosts: readonly string[] | undefined): NextLinkRule {
  const allowed = hosts === undefined ? undefined : new Set(hosts.map(parsedHost));
  return (link) => {
    const url = parsed(link);
    if (url === undefined) return false;
    if (allowed === undefined) return isLoopbackHost(url.hostname);
    return allowed.has(url.hostname) || allowed.has(`${url.hostname}:${portOf(url)}`);
  };
}

function parsed(link: string): URL | undefined {
  // A URL as RFC 3986 writes it, in ASCII: the URL parser forgives more, and a header can't carry it.
  if (link.length > longest || !printableAscii.test(link) || !absoluteUrl.test(link) || !URL.canParse(link))
    return undefined;
  const url = new URL(link);
  return url.username === '' && url.password === '' && url.hostname !== '' ? url : undefined;
}

function portOf(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}

function parsedHost(host: string): string {
  const link = `http://${host}`;
  if (!/^[^/?#@\\\s]+$/.test(host) || !URL.canParse(link)) {
    throw new TypeError(
      `threepid: '${host}' is not a host for next_link; write 'example.org' or 'example.org:8443'`,
    );
  }
  const { hostname, port } = new URL(link);
  return port === '' && !host.endsWith(':80') ? hostname : `${hostname}:${port || '80'}`;
}
