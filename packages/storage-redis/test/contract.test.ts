import { sessionStorageContract } from '@threepid/contract-tests';
import { startRedis, startRedisCluster, startRedisSentinels } from '@threepid/contract-tests/redis';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { Cluster, Redis } from 'ioredis';

/** A client and the servers that it is for. */
interface Connection {
  readonly redis: Redis | Cluster;
  readonly stop: () => Promise<void>;
}

const topologies: Readonly<Record<string, () => Promise<Connection>>> = {
  'one server': async () => {
    const server = await startRedis();
    return { redis: new Redis(server.port), stop: () => server.stop() };
  },
  Sentinel: async () => {
    const { name, sentinels, stop } = await startRedisSentinels();
    return { redis: new Redis({ sentinels: [...sentinels], name }), stop };
  },
  'a Cluster': async () => {
    const { nodes, stop } = await startRedisCluster();
    return { redis: new Cluster(nodes.map(({ host, port }) => ({ host, port }))), stop };
  },
};

for (const [topology, connect] of Object.entries(topologies)) {
  describe(`RedisSessionStorage on ${topology}`, function () {
    this.timeout(60_000);
    let connection: Connection | undefined;
    let unreachable: Redis | undefined;

    sessionStorageContract({
      describe,
      it,
      before,
      after,
      create: async () => {
        connection = await connect();
        return new RedisSessionStorage(connection.redis);
      },
      destroy: async () => {
        connection?.redis.disconnect();
        await connection?.stop();
      },
      createUnavailable: () => {
        unreachable = new Redis({ host: '127.0.0.1', port: 1 }).on('error', () => undefined);
        return new RedisSessionStorage(unreachable, { commandTimeoutMs: 100 });
      },
      destroyUnavailable: () => unreachable?.disconnect(),
    });
  });
}
