import type { Budget } from '../domain/budget.js';
import { calendarDayOf } from '../domain/calendar-day.js';
import { noCountry } from '../domain/phone-number.js';
import { amountOf } from '../guard/money-amount.js';
import { destinations, type SpendingRules } from '../guard/spending-rules.js';
import { inject, injectable, tokens } from '../injection.js';
import type { BudgetName, CountrySpending, SpendingStorage } from '../ports/spending-storage.js';

/** A budget that a message would be paid from, in currency units. */
export interface BudgetOutlook {
  /** Of the message's country, or of all together. */
  readonly budget: BudgetName;
  readonly limit: number;
  /**
   * The sum of what was spent. A budget of all together counts from when you first set it: in that day or month, it may pay for
   * messages though this says that it is used up.
   */
  readonly spent: number;
  /** Milliseconds until it has the price of a message; 0 if it has it now. */
  readonly retryAfterMs: number;
}

/** The price of a message, and the budgets that would pay it. */
export interface MoneyOutlook {
  /** By the prices of the options. */
  readonly price: number;
  /** Those that there are, the one that ends last first. */
  readonly budgets: readonly BudgetOutlook[];
}

/** Looks at the money that is left for a message. Changes nothing. */
@injectable()
export class MoneyOutlooks {
  constructor(
    @inject(tokens.spendingStorage) private readonly storage: SpendingStorage | undefined,
    @inject(tokens.spendingRules) private readonly rules: SpendingRules,
  ) {}

  /** @throws StorageUnavailableError */
  async of(country = noCountry, now: number): Promise<MoneyOutlook> {
    const price = this.rules.priceOf(country);
    const [ofCountry, total] = [this.rules.budgetOf(country), this.rules.total];
    const countries = total === undefined ? [country] : destinations;
    const hasBudget = (ofCountry ?? total) !== undefined;
    const spent = hasBudget ? ((await this.storage?.spent({ countries, now })) ?? []) : [];
    const places = [
      { place: 'country', budget: ofCountry, spent: spent.filter((each) => each.country === country) },
      { place: 'total', budget: total, spent },
    ] as const;
    const budgets = (['month', 'day'] as const).flatMap((period) =>
      places.flatMap(({ place, budget, spent: ofPlace }) =>
        outlookOf(`${place}.${period}`, budget?.[period], { spent: sumOf(ofPlace, period), price, now }),
      ),
    );
    return { price: amountOf(price), budgets };
  }
}

function outlookOf(
  budget: BudgetName,
  limit: Budget['day'],
  { spent, price, now }: { readonly spent: number; readonly price: number; readonly now: number },
): readonly BudgetOutlook[] {
  if (limit === undefined) return [];
  const { dayEnds, monthEnds } = calendarDayOf(now);
  const wait = (budget.endsWith('.month') ? monthEnds : dayEnds) - now;
  const retryAfterMs = spent + price > limit ? wait : 0;
  return [{ budget, limit: amountOf(limit), spent: amountOf(spent), retryAfterMs }];
}

function sumOf(spent: readonly CountrySpending[], period: 'day' | 'month'): number {
  return spent.reduce((sum, each) => sum + each[period].money, 0);
}
