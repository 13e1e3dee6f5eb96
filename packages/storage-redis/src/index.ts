export { RedisSessionStorage } from './redis-session-storage.js';
export { RedisBalanceStorage } from './redis-balance-storage.js';
export { RedisSpendingStorage } from './redis-spending-storage.js';
export { RedisBlockStorage } from './redis-block-storage.js';
export { RedisRouteStorage } from './redis-route-storage.js';
export type { RedisStorageOptions } from './redis-storage-options.js';
export { RedisAccessTokenStorage } from './redis-access-token-storage.js';
export {
  RedisTermsAgreementStorage,
  type RedisTermsAgreementStorageOptions,
} from './redis-terms-agreement-storage.js';
