import type { RedisStorageOptions } from './redis-storage-options.js';

/**
 * What every key begins with.
 *
 * @throws TypeError if it contains a brace, which a Cluster would treat as a hash tag.
 */
export function keyPrefix({ prefix = '3p:' }: Pick<RedisStorageOptions, 'prefix'>): string {
  if (!/[{}]/.test(prefix)) return prefix;
  throw new TypeError(`threepid: the Redis key prefix '${prefix}' must hold no brace`);
}
