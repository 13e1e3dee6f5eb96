import { sendPolicyContract } from '@threepid/contract-tests';
import { startRedis } from '@threepid/contract-tests/redis';
import type { SendPolicy } from '@threepid/core';
import { RedisBalanceStorage } from '@threepid/storage-redis';
import { Cluster, Redis } from 'ioredis';
import { guardOver } from './guard-over.js';
import { sharedCluster } from './shared-cluster.js';

const runner = { describe, it, before, after };

/** What a verification of a number leaves its pair: 2.2 messages, of which 2 can be sent. */
const paidBack = 2;

/** A client, and how to stop the servers that it is for. */
interface Connection {
  readonly redis: Redis | Cluster;
  readonly stop: () => Promise<void>;
}

const topologies: Readonly<Record<string, () => Promise<Connection>>> = {
  'on one Redis server': async () => {
    const server = await startRedis();
    return { redis: new Redis(server.port), stop: () => server.stop() };
  },
  'in a Redis Cluster': async () => {
    const nodes = await sharedCluster();
    return {
      redis: new Cluster(nodes.map(({ host, port }) => ({ host, port }))),
      stop: () => Promise.resolve(),
    };
  },
};

for (const [topology, connect] of Object.entries(topologies))
  describe(`the guard over balances ${topology}`, function () {
    this.timeout(60_000);
    let connection: Connection;
    const down = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true }).on('error', () => undefined);
    before(async () => {
      connection = await connect();
    });
    after(async () => {
      down.disconnect();
      connection.redis.disconnect();
      await connection.stop();
    });

    const prefixes = new Map<SendPolicy, string>();
    /** All messages share the group `all`, so each policy that is new has a prefix of its own. */
    const over = (prefix: string): SendPolicy => {
      const guard = guardOver(new RedisBalanceStorage(connection.redis, { prefix }));
      prefixes.set(guard, prefix);
      return guard;
    };
    sendPolicyContract({
      ...runner,
      paidBack,
      create: () => over(`${prefixes.size}:`),
      createBeside: (policy) => over(prefixes.get(policy) ?? ''),
      createUnavailable: () => guardOver(new RedisBalanceStorage(down, { commandTimeoutMs: 200 })),
    });
  });
