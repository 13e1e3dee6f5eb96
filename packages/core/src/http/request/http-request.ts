import type { RequestRecord } from '../../log/request-record.js';
import type { addressLost } from './remote-address.js';

/**
 * A request, as an adapter passes it on: a plain object, which is cheap to build.
 */
export interface HttpRequest {
  /**
   * The host's id of the request, which then stands in the framework's log and events: 1 to 128 characters of
   * `[0-9a-zA-Z._:/+=-]`. Default: a random one.
   */
  readonly id?: string | undefined;
  /** A record of the host's, which is filled; it has the id then. Default: none. */
  readonly record?: RequestRecord | undefined;
  /** In upper case. */
  readonly method: string;
  /** The path below the adapter's mount point: with a leading slash, percent-encoding untouched, no query. */
  readonly path: string;
  /** The part after the `?`, or the empty string. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The raw body as bytes or text; or a value that the host has already parsed; `bodyTooLarge`; or undefined if there
   * is none.
   */
  readonly body: unknown;
  /**
   * The caller's address, by the host's own rules for proxies. Undefined if there is none; all such callers are counted
   * together. `addressLost` if it can no longer be known; the request is then refused.
   */
  readonly remoteAddress: string | typeof addressLost | undefined;
}
