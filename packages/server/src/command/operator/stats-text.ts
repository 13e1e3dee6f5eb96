import type { BudgetOptions, OperatorStats, Spending } from '@threepid/core';
import { messages, money, table } from './shown.js';

/** The text of `threepid stats` for a person. */
export function statsText({ spending, budgets, balances }: OperatorStats): string {
  if (spending === undefined) return 'Nothing is counted: this storage counts no messages.';
  const left = new Map(balances.map(({ country, messages: count, cap }) => [country, { count, cap }]));
  const rows = Object.entries(spending.today.countries)
    .toSorted(([, one], [, other]) => other.messages - one.messages)
    .map(([country, { messages: count, money: spent }]) => [
      country,
      String(count),
      money(spent),
      used(spent, budgets?.countries?.[country]?.day),
      balanceOf(left.get(country)),
    ]);
  const countries =
    rows.length === 0
      ? ['No message was sent today.']
      : table(['country', 'messages', 'spent', 'of the budget', 'guard: left'], rows);
  return [...totals(spending, budgets), '', ...countries].join('\n');
}

function totals({ today, month }: Spending, budgets: BudgetOptions | undefined): readonly string[] {
  return table(
    ['UTC', 'messages', 'spent', 'of the budget'],
    [
      ['today', String(today.messages), money(today.money), used(today.money, budgets?.day)],
      ['this month', String(month.messages), money(month.money), used(month.money, budgets?.month)],
    ],
  );
}

function used(spent: number, budget: number | undefined): string {
  return budget === undefined ? '-' : `${String(Math.floor((100 * spent) / budget))} % of ${money(budget)}`;
}

function balanceOf(balance: { readonly count: number; readonly cap: number } | undefined): string {
  return balance === undefined ? '-' : `${messages(balance.count)} of ${String(balance.cap)}`;
}
