import type { Budget } from '../domain/budget.js';
import { countriesWithNumbers, isCountry, noCountry } from '../domain/phone-number.js';
import { millionthsOf } from './money-amount.js';
import { roughPriceOf } from './rough-prices.js';

/** Prices of a message by country (ISO 3166-1 alpha-2, or `001` for numbers of no country), in currency units. */
export interface Prices {
  /** Of the countries that aren't named. Default: a rough guess for each country, in US dollars. */
  readonly default?: number;
  readonly [country: string]: number | undefined;
}

/** What may be spent, in currency units. */
export interface BudgetOptions {
  /** In a day (UTC). Default: any amount. */
  readonly day?: number;
  /** In a month of the calendar (UTC). Default: any amount. */
  readonly month?: number;
}

/** What may be spent in all, and on messages to single countries, in currency units. */
export interface BudgetsOptions extends BudgetOptions {
  /** By ISO 3166-1 alpha-2, or `001` for numbers of no country. */
  readonly countries?: Readonly<Record<string, BudgetOptions>>;
}

/** Prices and budgets, in millionths of the currency unit. */
export interface SpendingRules {
  readonly priceOf: (country: string) => number;
  /** Of the most expensive country. */
  readonly highestPrice: number;
  /** Undefined: there is none. */
  readonly total: Budget | undefined;
  readonly budgetOf: (country: string) => Budget | undefined;
}

/**
 * The rules of the options.
 *
 * @throws TypeError for an unknown country, for an amount that can't be counted, and for a budget that is below the price of one
 *   message, which would refuse all.
 */
export function spendingRulesOf({
  prices = {},
  budgets = {},
}: {
  readonly prices?: Prices | undefined;
  readonly budgets?: BudgetsOptions | undefined;
}): SpendingRules {
  const priceOf = priceOfOption(prices);
  const highestPrice = Math.max(...destinations.map(priceOf));
  const ofCountries = new Map(
    Object.entries(budgets.countries ?? {}).map(([country, budget]) => {
      const name = `guard.budgets.countries.${checkedCountry(country)}`;
      return [country, budgetOfOption(name, budget, priceOf(country))] as const;
    }),
  );
  return {
    priceOf,
    highestPrice,
    total: budgetOfOption('guard.budgets', budgets, highestPrice),
    budgetOf: (country) => ofCountries.get(country),
  };
}

/** Every country that messages can go to, and `001`. */
export const destinations: readonly string[] = [...countriesWithNumbers(), noCountry];

function priceOfOption({ default: ofOthers, ...byCountry }: Prices): SpendingRules['priceOf'] {
  const named = new Map<string, number>();
  for (const [country, price] of Object.entries(byCountry)) {
    const name = `guard.prices.${checkedCountry(country)}`;
    if (price !== undefined) named.set(country, millionthsOf(name, price));
  }
  const fallback = ofOthers === undefined ? undefined : millionthsOf('guard.prices.default', ofOthers);
  return (country) => named.get(country) ?? fallback ?? roughPriceOf(country);
}

function budgetOfOption(name: string, { day, month }: BudgetOptions, price: number): Budget | undefined {
  if (day === undefined && month === undefined) return undefined;
  return { day: limitOf(`${name}.day`, day, price), month: limitOf(`${name}.month`, month, price) };
}

function limitOf(name: string, amount: number | undefined, price: number): number | undefined {
  if (amount === undefined) return undefined;
  const limit = millionthsOf(name, amount);
  if (limit >= price) return limit;
  throw new TypeError(
    `threepid: ${name} is below the price of one message; to send none to a country, deny it in destinations`,
  );
}

function checkedCountry(country: string): string {
  if (country === noCountry || isCountry(country)) return country;
  throw new TypeError(`threepid: '${country}' in guard.prices or guard.budgets is not a country; write 'GB'`);
}
