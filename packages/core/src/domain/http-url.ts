/** A scheme with two slashes, because the URL parser also accepts `https:example.org` and leading white space. */
const beginning = /^https?:\/\//i;

/** Parses an absolute http or https URL; undefined for any other text. */
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
 * Parses an http or https URL below which a server has its paths. Trailing slashes are dropped. Undefined for any other
 * text, and for URLs with credentials, a query or a fragment.
 */
export function parseBaseUrl(text: string): string | undefined {
  const url = parseHttpUrl(text);
  if (url === undefined || hasCredentials(url) || hasQueryOrFragment(url)) return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** The port of an http or https URL. */
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

/** Parses a host with or without a port, as in a `Host` header; undefined if it isn't one. */
export function parseHost(text: string): HostAndPort | undefined {
  const url = `http://${text}`;
  if (!/^[^/?#@\\\s]+$/.test(text) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  // The URL parser drops the default port.
  return { hostname, port: text.endsWith(':80') ? '80' : port };
}
