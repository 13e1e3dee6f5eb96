import type { SecretKeys } from '../domain/keyring.js';
import { groupsOf } from '../guard/groups-of.js';
import type { BalanceStorage } from '../ports/balance-storage.js';
import type { ForgottenNumber } from '../ports/send-policy.js';

/**
 * Removes the balances of a number and of its pairs with addresses.
 *
 * @throws StorageUnavailableError
 */
export async function forgetBalances(
  balances: BalanceStorage,
  indexKeys: SecretKeys,
  { msisdn, country }: ForgottenNumber,
): Promise<void> {
  const groups = groupsOf(indexKeys, { msisdn, country, clientAddress: undefined });
  await balances.forget({ country: groups.country, number: groups.number });
}
