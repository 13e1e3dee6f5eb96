import { oneSlash } from './one-slash.js';

/**
 * Takes a request target apart into the `path` and the `query` of an `HttpRequest`; nothing is decoded. Of several
 * slashes before `_matrix` one is left.
 *
 * A target may name the server too, as a proxy writes it: that part is dropped. Source: RFC 9112, section 3.2.2.
 */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const [path = '', ...query] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: oneSlash(path), query: query.join('?') };
}
