import type { RedisStorageOptions } from './redis-storage-options.js';

/**
 * What every key begins with.
 *
 * @throws TypeError if it holds a brace: a Cluster would take what is inside it for the part that counts.
 */
export function keyPrefix({ prefix = '3p:' }: Pick<RedisStorageOptions, 'prefix'>): string {
  if (!/[{}]/.test(prefix)) return prefix;
  throw new TypeError(`threepid: the Redis key prefix '${prefix}' must hold no brace`);
}
