import { createCallerAddressOf, splitTarget, type CallerAddressOf } from '@threepid/core';
import type { HttpRequest, Threepid, TrustedProxies } from '@threepid/core';

/** What routes need of a framework. */
export type Answering = Pick<Threepid, 'handle'>;

/** Options of both kinds of route. */
export interface NextAdapterOptions {
  /** The path before `/_matrix`, if the routes lie below one: `/sub`. Next's own `basePath` is none of it. */
  readonly prefix?: string;
  /**
   * The proxies in front of Next whose `X-Forwarded-For` is believed: their addresses and ranges, or how many there are.
   * Nobody else may reach Next then. Default: none; on the Pages Router each peer is a caller, and on the App Router,
   * where Next tells no address that a client can't forge, all callers count as one.
   */
  readonly trustProxy?: TrustedProxies;
}

/** What of a core's request comes from a URL, from the peer's address and from `X-Forwarded-For`. */
type Located = Pick<HttpRequest, 'path' | 'query' | 'remoteAddress'>;

/**
 * Makes a function that takes a request apart.
 *
 * @throws TypeError for options that can't be.
 */
export function createLocate({ prefix = '', trustProxy = 0 }: NextAdapterOptions) {
  const callerAddressOf = createCallerAddressOf(trustProxy);
  return (url: string, ...[peer, forwardedFor]: Parameters<CallerAddressOf>): Located => {
    const { path, query } = splitTarget(url);
    const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
    return { path: below, query, remoteAddress: callerAddressOf(peer, forwardedFor) };
  };
}
