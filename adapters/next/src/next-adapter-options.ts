import { createCallerAddressOf, splitTarget, type CallerAddressOf } from '@threepid/core';
import type { HttpRequest, Threepid, TrustedProxies } from '@threepid/core';

/** The part of a framework that routes use. */
export type Answering = Pick<Threepid, 'handle'>;

/** Options of `toRouteHandlers` and `toApiHandler`. */
export interface NextAdapterOptions {
  /** Path in front of `/_matrix`, such as `/sub`, without Next's own `basePath`. Default: none. */
  readonly prefix?: string;
  /**
   * Proxies in front of Next whose `X-Forwarded-For` is trusted: their addresses and ranges, or their number. Make sure
   * that only they can reach Next. Default: none. Then on the Pages Router each peer is a caller; on the App Router,
   * where Next provides no address that a client can't forge, all callers count as one.
   */
  readonly trustProxy?: TrustedProxies;
}

/** The part of a core request that comes from the URL, the peer's address and `X-Forwarded-For`. */
type Located = Pick<HttpRequest, 'path' | 'query' | 'remoteAddress'>;

/**
 * Creates a function that extracts path, query and caller's address.
 *
 * @throws TypeError if an option is invalid.
 */
export function createLocate({ prefix = '', trustProxy = 0 }: NextAdapterOptions) {
  const callerAddressOf = createCallerAddressOf(trustProxy);
  return (url: string, ...[peer, forwardedFor]: Parameters<CallerAddressOf>): Located => {
    const { path, query } = splitTarget(url);
    const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
    return { path: below, query, remoteAddress: callerAddressOf(peer, forwardedFor) };
  };
}
