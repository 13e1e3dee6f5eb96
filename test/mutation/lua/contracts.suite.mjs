// The contracts of the storages, on one server: those of a Cluster too, whose storages take other steps.
import { after, before, describe, it } from 'mocha';
import {
  accessTokenStorageContract,
  balanceStorageContract,
  blockStorageContract,
  routeStorageContract,
  sessionStorageContract,
  spendingStorageContract,
  termsAgreementStorageContract,
} from '@threepid/contract-tests';
import {
  RedisAccessTokenStorage,
  RedisBalanceStorage,
  RedisBlockStorage,
  RedisRouteStorage,
  RedisSessionStorage,
  RedisSpendingStorage,
  RedisTermsAgreementStorage,
} from '@threepid/storage-redis';
import { currentRedis } from './current-redis.mjs';

const runner = { describe, it, before, after };
let prefixes = 0;
const ownPrefix = () => ({ prefix: `${(prefixes += 1)}:` });

/** A storage that takes the steps of a Cluster, as if its groups lay in several slots. */
function inSlots(storage) {
  return Object.assign(storage, { isOneSlot: false });
}

sessionStorageContract({ ...runner, create: () => new RedisSessionStorage(currentRedis()), seed: 1 });
balanceStorageContract({ ...runner, create: () => new RedisBalanceStorage(currentRedis(), ownPrefix()) });
describe('in several slots', () => {
  balanceStorageContract({
    ...runner,
    create: () => inSlots(new RedisBalanceStorage(currentRedis(), ownPrefix())),
  });
  spendingStorageContract({
    ...runner,
    create: () => inSlots(new RedisSpendingStorage(currentRedis(), ownPrefix())),
  });
});
spendingStorageContract({ ...runner, create: () => new RedisSpendingStorage(currentRedis(), ownPrefix()) });
blockStorageContract({ ...runner, create: () => new RedisBlockStorage(currentRedis(), ownPrefix()) });
routeStorageContract({ ...runner, create: () => new RedisRouteStorage(currentRedis(), ownPrefix()) });
accessTokenStorageContract({ ...runner, create: () => new RedisAccessTokenStorage(currentRedis()) });
termsAgreementStorageContract({ ...runner, create: () => new RedisTermsAgreementStorage(currentRedis()) });
