/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import {
  calendarDayOf,
  type Budget,
  type CalendarDay,
  type CountrySpending,
  type ReservedMoney,
  type ReserveMessage,
  type ReserveOutcome,
  type SpendingStorage,
  type SpentMoney,
} from '@threepid/core';
import { ExpiringMap } from './expiring-map.js';

/** What was spent in a month: at 0 in all of it, and at the number of each day in that. */
type SpentMonth = ReadonlyMap<number, SpentMoney>;

const wholeMonth = 0;
const nothing: SpentMoney = { money: 0, messages: 0 };

/** Where all countries are counted together. */
const all = 'all';

/** How long a month is kept after its end. */
const keptMs = 7 * 86_400_000;

/** Each call deletes more than it can add, but few enough to be quick. */
const droppedPerCall = 32;

/**
 * Counts what messages cost in the memory of this process. After a restart, every budget starts anew. It holds a record for each
 * country and month, until a week after the month.
 */
export class MemorySpendingStorage implements SpendingStorage {
  readonly name = 'memory';
  private readonly months = new ExpiringMap<SpentMonth>();

  /** Number of months of countries, including expired ones that are not deleted yet. */
  get size(): number {
    return this.months.size;
  }

  async reserve({ country, price, budgets, now }: ReserveMessage): Promise<ReserveOutcome> {
    this.months.dropExpired(now, droppedPerCall);
    const date = calendarDayOf(now);
    const ofCountry = this.heldWith(price, country, date);
    const total = budgets.total === undefined ? undefined : this.heldWith(price, all, date);
    for (const period of ['month', 'day'] as const) {
      if (isShort(budgets.country, ofCountry, period)) return { kind: 'short', budget: `country.${period}` };
      if (isShort(budgets.total, total, period)) return { kind: 'short', budget: `total.${period}` };
    }
    this.add({ money: price, messages: 1 }, country, date);
    if (total !== undefined) this.add({ money: price, messages: 1 }, all, date);
    return { kind: 'reserved', country: ofCountry, total };
  }

  async release({ country, price, budgets, now }: ReserveMessage): Promise<void> {
    const date = calendarDayOf(now);
    for (const place of budgets.total === undefined ? [country] : [country, all])
      this.add({ money: -price, messages: -1 }, place, date);
  }

  async spent({
    countries,
    now,
  }: {
    readonly countries: readonly string[];
    readonly now: number;
  }): Promise<readonly CountrySpending[]> {
    const { month, day } = calendarDayOf(now);
    return countries.map((country) => {
      const spent = this.months.peek(country + month);
      return { country, day: spent?.get(day) ?? nothing, month: spent?.get(wholeMonth) ?? nothing };
    });
  }

  /** What a country's day and month would hold with another message. */
  private heldWith(price: number, place: string, { month, day }: CalendarDay): ReservedMoney {
    const spent = this.months.peek(place + month);
    return {
      day: (spent?.get(day) ?? nothing).money + price,
      month: (spent?.get(wholeMonth) ?? nothing).money + price,
    };
  }

  private add(change: SpentMoney, place: string, { month, day, monthEnds }: CalendarDay): void {
    const spent = this.months.peek(place + month);
    if (spent === undefined && change.messages < 0) return;
    const changed = new Map(spent);
    for (const at of [wholeMonth, day]) changed.set(at, sumOf(spent?.get(at) ?? nothing, change));
    this.months.set(place + month, changed, monthEnds + keptMs);
  }
}

function isShort(
  budget: Budget | undefined,
  held: ReservedMoney | undefined,
  period: 'day' | 'month',
): boolean {
  return (held?.[period] ?? 0) > (budget?.[period] ?? Infinity);
}

function sumOf(spent: SpentMoney, change: SpentMoney): SpentMoney {
  return {
    money: Math.max(0, spent.money + change.money),
    messages: Math.max(0, spent.messages + change.messages),
  };
}
