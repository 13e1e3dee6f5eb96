/** A scheme and its two slashes: the URL parser also reads `https:example.org`, and drops white space before it. */
const beginning = /^https?:\/\//i;

/** The absolute http or https URL that a text is; undefined for any other text. */
export function parseHttpUrl(text: string | URL): URL | undefined {
  const written = String(text);
  return beginning.test(written) && URL.canParse(written) ? new URL(written) : undefined;
}

/** True if a URL holds a user name or a password. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** True if a URL has a query or a fragment. */
export function hasQueryOrFragment({ search, hash }: URL): boolean {
  return search !== '' || hash !== '';
}

/**
 * The http or https URL below which the paths of a server lie, without a slash at its end; undefined for a text that is
 * none, or that has credentials, a query or a fragment.
 */
export function parseBaseUrl(text: string): string | undefined {
  const url = parseHttpUrl(text);
  if (url === undefined || hasCredentials(url) || hasQueryOrFragment(url)) return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** The port that an http or https URL leads to. */
export function portOf({ protocol, port }: Pick<URL, 'protocol' | 'port'>): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}

/** The host name and the port of `example.org` or `example.org:8443`; the port is empty if it is not written. */
export interface HostAndPort {
  /** As the URL standard writes it: in lower case, an IPv6 address in brackets. */
  readonly hostname: string;
  readonly port: string;
}

/** Reads a host with or without a port, as in a `Host` header; undefined for a text that is none. */
export function parseHost(text: string): HostAndPort | undefined {
  const url = `http://${text}`;
  if (!/^[^/?#@\\\s]+$/.test(text) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  // The URL parser drops the default port.
  return { hostname, port: port === '' && text.endsWith(':80') ? '80' : port };
}
