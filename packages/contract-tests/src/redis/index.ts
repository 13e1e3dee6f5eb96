export {
  startRedis,
  startRedisCluster,
  startRedisSentinels,
  type RedisCluster,
  type RedisSentinels,
} from './redis-servers.js';
export type { RedisServer, RedisSettings } from './redis-process.js';
