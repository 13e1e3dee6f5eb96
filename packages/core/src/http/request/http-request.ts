import type { addressLost } from './remote-address.js';

/**
 * A request, as an adapter hands it over: a plain record, which costs next to nothing to build.
 */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** The path below the adapter's mount point, as it came in: with a leading slash, percent-encoding untouched, no query. */
  readonly path: string;
  /** What follows the `?`, without it, or the empty string. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body as bytes or text; or a value that the host has parsed already; `bodyTooLarge`; or undefined if there is none. */
  readonly body: unknown;
  /**
   * The address of the caller, by the host's own rules for proxies. Undefined if there is none to know: all such callers
   * are counted as one. `addressLost` if there was one: then the request is refused.
   */
  readonly remoteAddress: string | typeof addressLost | undefined;
}
