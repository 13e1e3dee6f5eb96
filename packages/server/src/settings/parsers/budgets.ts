import type { BudgetsOptions } from '@threepid/core';
import { amounts } from './amounts.js';

const readAmounts = amounts('day=50,month=500,TJ.day=5');

/** Accepts `day=50,month=500,TJ.day=5`. */
export function budgets(text: string): BudgetsOptions {
  const countries: Record<string, Record<string, number>> = {};
  const total: Record<string, number> = {};
  for (const [name, amount] of readAmounts(text)) {
    const [country, period] = name.split('.');
    if (/^[A-Z]{2}$/.test(name))
      throw new TypeError(`must say the time of a country's budget: write ${name}.day or ${name}.month`);
    if (country === undefined || period === undefined) total[name] = amount;
    else countries[country] = { ...countries[country], [period]: amount };
  }
  return { ...total, countries };
}
