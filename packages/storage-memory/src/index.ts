export {
  MemorySessionStorage,
  type MemorySessionStorageOptions,
  type MemorySessionStorageSize,
} from './memory-session-storage.js';
export { MemoryBalanceStorage, type MemoryBalanceStorageOptions } from './memory-balance-storage.js';
export { MemoryBlockStorage } from './memory-block-storage.js';
export { MemoryRouteStorage } from './memory-route-storage.js';
export { MemorySpendingStorage } from './memory-spending-storage.js';
export {
  MemoryAccessTokenStorage,
  type MemoryAccessTokenStorageOptions,
} from './memory-access-token-storage.js';
export {
  MemoryTermsAgreementStorage,
  type MemoryTermsAgreementStorageOptions,
} from './memory-terms-agreement-storage.js';
