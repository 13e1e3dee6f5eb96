import type { BatchObservableCallback, BatchObservableResult, Meter } from '@opentelemetry/api';
import type { BudgetOptions, BudgetsOptions, Clock, OperatorStats, Spending } from '@threepid/core';
import type { Instruments } from './instruments.js';
import { countryLabel } from './label-bounds.js';
import { RecentStats } from './recent-stats.js';

type Gauges = Instruments['gauges'];

/** Parts of the gauges of a framework. */
export interface OperatorGaugeOptions {
  readonly meter: Meter;
  readonly gauges: Gauges;
  readonly clock: Clock;
  /** Asked at each reading of the metrics. */
  readonly isRead: () => boolean;
}

/**
 * Registers the gauges of what is stored: money and the guard's balances.
 *
 * @returns a function that ends them.
 */
export function registerOperatorGauges(
  stats: () => Promise<OperatorStats>,
  { meter, gauges, clock, isRead }: OperatorGaugeOptions,
): () => void {
  const stored = new RecentStats(stats, clock);
  const callback: BatchObservableCallback = async (result) => {
    if (!isRead()) return;
    const recent = await stored.recent();
    if (recent !== undefined) observe(recent, gauges, result);
  };
  const observed = [gauges.spending, gauges.budget, gauges.balance];
  meter.addBatchObservableCallback(callback, observed);
  return () => {
    meter.removeBatchObservableCallback(callback, observed);
  };
}

function observe(
  { spending, budgets, balances }: OperatorStats,
  gauges: Gauges,
  result: BatchObservableResult,
): void {
  if (spending !== undefined) observeSpending(spending, gauges, result);
  if (budgets !== undefined) observeBudgets(budgets, gauges, result);
  for (const { country, messages } of balances)
    result.observe(gauges.balance, messages, { country: countryLabel(country) });
}

function observeSpending({ today, month }: Spending, gauges: Gauges, result: BatchObservableResult): void {
  for (const [period, spent] of [
    ['day', today],
    ['month', month],
  ] as const) {
    result.observe(gauges.spending, spent.money, { period, country: 'total' });
    for (const [country, { money }] of Object.entries(spent.countries))
      result.observe(gauges.spending, money, { period, country: countryLabel(country) });
  }
}

function observeBudgets(budgets: BudgetsOptions, gauges: Gauges, result: BatchObservableResult): void {
  observeBudget(budgets, 'total', gauges, result);
  for (const [country, budget] of Object.entries(budgets.countries ?? {}))
    observeBudget(budget, countryLabel(country), gauges, result);
}

function observeBudget(
  budget: BudgetOptions,
  country: string,
  gauges: Gauges,
  result: BatchObservableResult,
): void {
  for (const period of ['day', 'month'] as const) {
    const amount = budget[period];
    if (amount !== undefined) result.observe(gauges.budget, amount, { period, country });
  }
}
