import type { BalanceStorage, SendPolicy } from '@threepid/core';
import { createDestinationPolicy, defaultGuardTerms, silentLogger } from '@threepid/core';
// The guard is no export of the core: hosts get it by `createThreepid`.
import { Guard } from '../../core/dist/defaults/guard.js';
import { deriveKeys } from '../../core/dist/domain/keyring.js';

/** The guard as `createThreepid` makes it by default, over these balances. */
export function guardOver(balances: BalanceStorage): SendPolicy {
  return new Guard({
    mode: 'enforce',
    destinations: createDestinationPolicy(),
    balances,
    terms: defaultGuardTerms,
    indexKeys: deriveKeys('a secret for tests, of a good length'),
    logger: silentLogger,
  });
}
