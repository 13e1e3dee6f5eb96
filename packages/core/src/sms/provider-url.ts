import { hasCredentials, hasQueryOrFragment, parseHttpUrl } from '../domain/http-url.js';
import { isLoopbackHost } from '../domain/loopback.js';
import { isPortBlocked } from './is-port-blocked.js';

/**
 * Reads the address of a provider's HTTP API. Codes and numbers go there, so it must be https, unless it is on this
 * machine (a peer in a test, a side-car).
 *
 * @throws TypeError if it is no absolute http(s) URL, plain http to another machine, on a port that `fetch` refuses, or
 * holds credentials, or a query or a fragment where `bare` is asked for. The error doesn't hold the address.
 */
export function parseProviderUrl(text: string | URL, { bare = false } = {}): URL {
  const url = parseHttpUrl(text);
  if (url === undefined) throw new TypeError('must be an absolute http(s) URL');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new TypeError('must be https, or http on a loopback host');
  if (hasCredentials(url)) throw new TypeError('must be a URL without credentials');
  if (bare && hasQueryOrFragment(url)) throw new TypeError('must be a URL without query and fragment');
  if (isPortBlocked(url))
    throw new TypeError(`must be on another port: fetch refuses to connect to port ${url.port}`);
  return url;
}
