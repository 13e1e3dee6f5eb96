import type { ServerSettings } from './server-settings.js';

/** True if messages to every country that any are sent to are within a budget: one of all, or one of each. */
export function isBoundByBudgets({
  budgets,
  countriesAllow,
}: Partial<Pick<ServerSettings, 'budgets' | 'countriesAllow'>>): boolean {
  if (budgets === undefined) return false;
  if (budgets.day !== undefined || budgets.month !== undefined) return true;
  return countriesAllow?.every((country) => budgets.countries?.[country] !== undefined) ?? false;
}
