import type { TrustedProxies } from '@threepid/core';

/** Options of every adapter for hosts that have no rules for proxies of their own. */
export interface FetchAdapterOptions {
  /** Path in front of `/_matrix`, such as `/sub`. Default: none. */
  readonly prefix?: string;
  /**
   * Proxies in front of the host whose `X-Forwarded-For` is trusted: their addresses and ranges, or their number. Make
   * sure that only they can reach the host. Default: none; then each peer is a caller.
   */
  readonly trustProxy?: TrustedProxies;
}
