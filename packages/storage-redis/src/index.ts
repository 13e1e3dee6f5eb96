export { RedisSessionStorage, type RedisSessionStorageOptions } from './redis-session-storage.js';
