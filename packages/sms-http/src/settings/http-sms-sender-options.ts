import type { Clock } from '@threepid/core';
import type { GivenSettings, SettingsByCountry } from './check-settings.js';

/** Options of `HttpSmsSender`. */
export interface HttpSmsSenderOptions {
  /** The declaration's settings, by their names. Default: none; the declaration says which ones must be set. */
  readonly settings?: GivenSettings;
  /** Settings that differ for a country, by its ISO 3166-1 alpha-2 code in upper case: `{ US: { from: '+1...' } }`. */
  readonly byCountry?: SettingsByCountry;
  /** Name for logs. Default: the declaration's. */
  readonly name?: string;
  /** Instead of the beginning of the declaration's URLs: another region, a proxy, or a test's server. */
  readonly baseUrl?: string | URL;
  /** Time limit for a whole send, in milliseconds. Default: 8,000. */
  readonly timeoutMs?: number;
  /** The clock for lifetimes, signatures and waits. Default: the system's. */
  readonly clock?: Clock;
  /** A `fetch` to use instead of Node's HTTP client, for example one that uses a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}
