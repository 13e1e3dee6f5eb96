import type { GuardMode } from '../guard/guard-mode.js';
import type { GuardTerms } from '../guard/guard-terms.js';
import type { BalanceStorage } from '../ports/balance-storage.js';

/** The guard that judges messages: where its balances are, and by which terms. */
export interface GuardInForce {
  readonly mode: Exclude<GuardMode, 'off'>;
  readonly balances: BalanceStorage;
  readonly terms: GuardTerms;
}
