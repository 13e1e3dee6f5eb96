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
  MemoryAccessTokenStorage,
  MemoryBalanceStorage,
  MemoryBlockStorage,
  MemoryRouteStorage,
  MemorySessionStorage,
  MemorySpendingStorage,
  MemoryTermsAgreementStorage,
} from '@threepid/storage-memory';

const runner = { describe, it, before, after };

describe('MemorySessionStorage', () => {
  sessionStorageContract({ ...runner, create: () => new MemorySessionStorage() });
});

describe('MemoryAccessTokenStorage', () => {
  accessTokenStorageContract({ ...runner, create: () => new MemoryAccessTokenStorage() });
});

describe('MemoryBalanceStorage', () => {
  balanceStorageContract({ ...runner, create: () => new MemoryBalanceStorage() });
});

describe('MemoryTermsAgreementStorage', () => {
  termsAgreementStorageContract({ ...runner, create: () => new MemoryTermsAgreementStorage() });
});

describe('MemorySpendingStorage', () => {
  spendingStorageContract({ ...runner, create: () => new MemorySpendingStorage() });
});

describe('MemoryRouteStorage', () => {
  routeStorageContract({ ...runner, create: () => new MemoryRouteStorage() });
});

describe('MemoryBlockStorage', () => {
  blockStorageContract({ ...runner, create: () => new MemoryBlockStorage() });
});
