import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';

/** Gives the tests of a suite a Redis server of their own, and a client of it, until the last of them has ended. */
export function useOwnRedis(take: (redis: Redis, server: RedisServer) => void): void {
  let server: RedisServer;
  let redis: Redis;

  before(async () => {
    server = await startRedis();
    redis = new Redis(server.port);
    take(redis, server);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });
}

/** How often a server ran a script that it knew, by its `INFO commandstats`. */
export function scriptCallsOf(stats: string): number {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}
