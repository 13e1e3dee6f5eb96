import type { GuardOptions } from '@threepid/core';
import type { Settings } from './read-settings.js';

/** The option `guard` of `createThreepid`: its mode, prices and budgets. */
export function guardOptionsOf({
  guard: mode,
  prices,
  budgets,
}: Pick<Settings, 'guard' | 'prices' | 'budgets'>): GuardOptions {
  return {
    mode,
    ...(prices === undefined ? {} : { prices }),
    ...(budgets === undefined ? {} : { budgets }),
  };
}
