import type { Budget } from '../domain/budget.js';
import type { BudgetName, ReservedMoney, ReserveMessage, ReserveOutcome } from '../ports/spending-storage.js';

/** A part of a budget that is used up now, and was not before. */
export interface CrossedShare {
  readonly budget: BudgetName;
  /** Percent. At 100, no further message can be paid, or not to the most expensive country. */
  readonly percent: 80 | 100;
}

/**
 * The shares of its budgets that a reservation has crossed. Each is crossed by exactly one reservation, in whatever process,
 * unless money is given back and spent again.
 */
export function crossedSharesOf(
  { price, budgets }: ReserveMessage,
  { country, total }: Extract<ReserveOutcome, { kind: 'reserved' }>,
  highestPrice: number,
): readonly CrossedShare[] {
  return [
    ...ofBudget('country', budgets.country, country, price, price),
    ...ofBudget('total', budgets.total, total, price, highestPrice),
  ];
}

function ofBudget(
  of: 'country' | 'total',
  budget: Budget | undefined,
  held: ReservedMoney | undefined,
  price: number,
  nextPrice: number,
): readonly CrossedShare[] {
  return (['day', 'month'] as const).flatMap((period): readonly CrossedShare[] => {
    const [most, money] = [budget?.[period], held?.[period]];
    if (most === undefined || money === undefined) return [];
    const percent = crossed(money, price, most, nextPrice);
    return percent === undefined ? [] : [{ budget: `${of}.${period}`, percent }];
  });
}

/** In integers: amounts are below 10^15, so that five times them is exact. */
function crossed(money: number, price: number, most: number, nextPrice: number): 80 | 100 | undefined {
  const before = money - price;
  const isUsedUp = (amount: number): boolean => amount + nextPrice > most;
  const isNearlyUsedUp = (amount: number): boolean => amount * 5 >= most * 4;
  if (isUsedUp(money) && !isUsedUp(before)) return 100;
  return isNearlyUsedUp(money) && !isNearlyUsedUp(before) && !isUsedUp(money) ? 80 : undefined;
}
