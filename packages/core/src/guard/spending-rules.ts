import type { Budget } from '../domain/budget.js';
import { otherChannels } from '../domain/other-channels.js';
import { countriesWithNumbers, isCountry, noCountry } from '../domain/phone-number.js';
import { millionthsOf } from './money-amount.js';
import { roughPriceOf } from './rough-prices.js';

/**
 * Prices of a message by country (ISO 3166-1 alpha-2, or `001` for numbers of no country), in currency units. Those of another
 * channel than SMS have its name in front: `'voice.GB'`, `'voice.default'`. Default: a message by any channel costs as much as
 * an SMS.
 */
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
  /** Default: by SMS. */
  readonly priceOf: (country: string, channel?: string) => number;
  /** Of the most expensive country and channel. */
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
  const highestPrice = Math.max(
    ...['sms', ...otherChannels].flatMap((channel) =>
      destinations.map((country) => priceOf(country, channel)),
    ),
  );
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

function priceOfOption(prices: Prices): SpendingRules['priceOf'] {
  const named = new Map<string, number>();
  for (const [name, price] of Object.entries(prices)) {
    checkPriceName(name);
    if (price !== undefined) named.set(name, millionthsOf(`guard.prices.${name}`, price));
  }
  const priceOf = (country: string, before: string): number | undefined =>
    named.get(`${before}${country}`) ?? named.get(`${before}default`);
  return (country, channel = 'sms') =>
    // Nobody can name a price of SMS so.
    priceOf(country, `${channel}.`) ?? priceOf(country, '') ?? roughPriceOf(country);
}

/** @throws TypeError unless it is a country or `default`, with a channel in front or without. */
function checkPriceName(name: string): void {
  const [country = '', channel] = name.split('.').reverse();
  if (country !== 'default') checkedCountry(country);
  if (channel === undefined) return;
  if (name !== `${channel}.${country}` || !otherChannels.some((one) => one === channel))
    throw new TypeError(`threepid: '${name}' in guard.prices names no channel; write 'voice.GB'`);
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
