export { RedisSessionStorage, type RedisSessionStorageOptions } from './redis-session-storage.js';
export { RedisAccessTokenStorage } from './redis-access-token-storage.js';
export {
  RedisTermsAgreementStorage,
  type RedisTermsAgreementStorageOptions,
} from './redis-terms-agreement-storage.js';
