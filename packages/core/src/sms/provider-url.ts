import { hasCredentials, hasQueryOrFragment, parseHttpUrl } from '../domain/http-url.js';
import { isLoopbackHost } from '../domain/loopback.js';

/**
 * Parses the URL of a provider's HTTP API. Codes and numbers are sent there, so it must be https, except on this
 * machine (a test server, a side-car).
 *
 * @throws TypeError if it isn't an absolute http(s) URL, is plain http to another machine, has port 0 or credentials, or
 * with `bare` a query or fragment. The error doesn't contain the URL.
 */
export function parseProviderUrl(text: string | URL, { bare = false } = {}): URL {
  const url = parseHttpUrl(text);
  if (url === undefined) throw new TypeError('must be an absolute http(s) URL');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new TypeError('must be https, or http on a loopback host');
  if (hasCredentials(url)) throw new TypeError('must be a URL without credentials');
  if (url.port === '0') throw new TypeError('must be on a port other than 0');
  if (bare && hasQueryOrFragment(url)) throw new TypeError('must be a URL without query and fragment');
  return url;
}
