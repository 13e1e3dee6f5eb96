import type { RouteStorage } from '@threepid/core';

/** Prices of a sender's messages by country (ISO 3166-1 alpha-2), and `default` for all other countries. */
export type SenderPrices = Readonly<Record<string, number>>;

/** Options of routing by results. */
export interface AdaptiveOptions {
  /**
   * Where what is known of the senders is kept, so that all processes learn together and a restart loses nothing:
   * `storage.routes` of your session storage. Default: in this process alone.
   */
  readonly storage?: RouteStorage;
  /**
   * The largest share of first messages that may go to a sender that isn't the best one, to learn about it: 0 to 0.5.
   * Default: 0.1. Mostly it is less than half of that. A sender that is known to be bad gets a tenth of it.
   */
  readonly exploration?: number;
  /** Prices by the senders' names, all in one currency. A sender without one counts as the most expensive. Default: none. */
  readonly prices?: Readonly<Record<string, SenderPrices>>;
  /**
   * What one more verified number is worth to you, in the currency of the prices: above 0. Needed with `prices`. With a
   * worth of 1, a sender that costs 0.02 more must verify 2 percentage points more.
   */
  readonly worth?: number;
}

/**
 * What a message costs a sender, as a share of what a verified number is worth.
 *
 * @param country ISO 3166-1 alpha-2, or `001`.
 */
export type RouteCost = (sender: string, country: string) => number;

/** @throws TypeError if an option is invalid. */
export function checkAdaptive(
  { exploration = 0, prices, worth }: AdaptiveOptions,
  names: readonly string[],
): void {
  if (!(exploration >= 0 && exploration <= 0.5))
    throw new TypeError('failover: adaptive.exploration must be from 0 to 0.5');
  if (prices === undefined) return;
  if (!(worth !== undefined && worth > 0 && Number.isFinite(worth)))
    throw new TypeError(
      'failover: adaptive.worth must be above 0: what a verified number is worth, in the currency of the prices',
    );
  for (const [sender, bySender] of Object.entries(prices)) {
    if (!names.includes(sender))
      throw new TypeError(`failover: adaptive.prices has '${sender}', which is the name of no sender`);
    for (const [country, price] of Object.entries(bySender)) checkPrice(sender, country, price);
  }
}

function checkPrice(sender: string, country: string, price: number): void {
  const name = `failover: adaptive.prices.${sender}.${country}`;
  if (!/^(?:[A-Z]{2}|001|default)$/.test(country))
    throw new TypeError(`${name} must be named by a country, such as GB, or default`);
  if (!(price >= 0 && Number.isFinite(price))) throw new TypeError(`${name} must be a price of 0 or more`);
}

/** The costs of the senders. The options are checked. */
export function routeCost({ prices, worth = 1 }: AdaptiveOptions): RouteCost {
  if (prices === undefined) return () => 0;
  const priceOf = (sender: string, country: string): number | undefined =>
    prices[sender]?.[country] ?? prices[sender]?.['default'];
  return (sender, country) => {
    const known = Object.keys(prices).flatMap((name) => priceOf(name, country) ?? []);
    return (priceOf(sender, country) ?? Math.max(0, ...known)) / worth;
  };
}
