import { oneSlash } from './one-slash.js';

/**
 * Splits a request target into the `path` and `query` of an `HttpRequest`, without decoding. Several slashes before
 * `_matrix` become one.
 *
 * A target may include the server, as in a request to a proxy; that part is dropped. Source: RFC 9112, section 3.2.2.
 */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const [path = '', ...query] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: oneSlash(path), query: query.join('?') };
}
