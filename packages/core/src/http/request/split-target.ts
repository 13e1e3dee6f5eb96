import { oneSlash } from './one-slash.js';

/**
 * Splits a request target into the `path` and `query` of an `HttpRequest`, without decoding. Several slashes before
 * `_matrix` become one.
 *
 * A target may include the server, as in a request to a proxy; that part is dropped. Source: RFC 9112, section 3.2.2.
 *
 * @param prefix where the adapter is mounted, such as `/sub`. It is removed from the paths below it.
 */
export function splitTarget(target: string, prefix = ''): { readonly path: string; readonly query: string } {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');
  const end = local.indexOf('?');
  if (end === -1) return { path: below(prefix, oneSlash(local)), query: '' };
  return { path: below(prefix, oneSlash(local.slice(0, end))), query: local.slice(end + 1) };
}

function below(prefix: string, path: string): string {
  return prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}
