import { isLoopbackHost } from '../domain/next-link.js';

/**
 * Reads the address of a provider's HTTP API. Codes and numbers go there, so it must be https, unless it is on this
 * machine (a peer in a test, a side-car).
 *
 * @throws TypeError if it is no absolute http(s) URL, plain http to another machine, or holds credentials, a query or a
 * fragment where `bare` is asked for. The error doesn't hold the address.
 */
export function parseProviderUrl(text: string | URL, { bare = false } = {}): URL {
  const url = URL.canParse(String(text)) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TypeError('not an absolute http(s) URL');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new TypeError('plain http is for loopback hosts alone; use https');
  if (url.username !== '' || url.password !== '')
    throw new TypeError('a URL with credentials in it is not taken');
  if (bare && (url.search !== '' || url.hash !== ''))
    throw new TypeError('a URL without query and fragment is needed');
  return url;
}
