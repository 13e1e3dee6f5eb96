import {
  accessTokenStorageContract,
  balanceStorageContract,
  blockStorageContract,
  routeStorageContract,
  sessionStorageContract,
  spendingStorageContract,
  termsAgreementStorageContract,
} from '@threepid/contract-tests';
import {
  RedisAccessTokenStorage,
  RedisBalanceStorage,
  RedisBlockStorage,
  RedisRouteStorage,
  RedisSessionStorage,
  RedisSpendingStorage,
  RedisTermsAgreementStorage,
} from '@threepid/storage-redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';

/** A client and the servers that it is for. */
export interface Connection {
  readonly redis: Redis | Cluster;
  readonly stop: () => Promise<void>;
}

/** Runs the contract of each storage over the servers that `connect` starts. */
export function testStoragesOn(topology: string, connect: () => Promise<Connection>): void {
  describe(`Redis on ${topology}`, function () {
    this.timeout(60_000);
    let connection!: Connection;
    before(async () => {
      connection = await connect();
    });
    after(async () => {
      connection.redis.disconnect();
      await connection.stop();
    });

    testStorages(() => connection.redis);
  });
}

function testStorages(redis: () => Redis | Cluster): void {
  const unreachable: Redis[] = [];
  const unreachableRedis = (): Redis => {
    const client = new Redis({ host: '127.0.0.1', port: 1 }).on('error', () => undefined);
    unreachable.push(client);
    return client;
  };
  const runner = { describe, it, before, after };
  const commandTimeoutMs = 100;
  after(() => {
    for (const client of unreachable) client.disconnect();
  });

  let prefixes = 0;
  balanceStorageContract({
    ...runner,
    // All messages share the group `all`, so each test has a prefix of its own.
    create: () => new RedisBalanceStorage(redis(), { prefix: `${(prefixes += 1)}:` }),
    createUnavailable: () => new RedisBalanceStorage(unreachableRedis(), { commandTimeoutMs }),
  });
  spendingStorageContract({
    ...runner,
    create: () => new RedisSpendingStorage(redis(), { prefix: `${(prefixes += 1)}:` }),
    createUnavailable: () => new RedisSpendingStorage(unreachableRedis(), { commandTimeoutMs }),
  });
  blockStorageContract({
    ...runner,
    create: () => new RedisBlockStorage(redis(), { prefix: `${(prefixes += 1)}:` }),
    createUnavailable: () => new RedisBlockStorage(unreachableRedis(), { commandTimeoutMs }),
  });
  routeStorageContract({
    ...runner,
    create: () => new RedisRouteStorage(redis(), { prefix: `${(prefixes += 1)}:` }),
    createUnavailable: () => new RedisRouteStorage(unreachableRedis(), { commandTimeoutMs }),
  });
  accessTokenStorageContract({
    ...runner,
    create: () => new RedisAccessTokenStorage(redis()),
    createUnavailable: () => new RedisAccessTokenStorage(unreachableRedis(), { commandTimeoutMs }),
  });
  termsAgreementStorageContract({
    ...runner,
    create: () => new RedisTermsAgreementStorage(redis()),
  });

  // The last: balances are forgotten by a search through all keys, and sessions have most of them.
  sessionStorageContract({
    ...runner,
    create: () => new RedisSessionStorage(redis()),
    createUnavailable: () => new RedisSessionStorage(unreachableRedis(), { commandTimeoutMs }),
  });

  describe('after all of that', () => {
    it('no node of a Cluster was ever asked for a key of another', async () => {
      expect(await countOfMoved(redis())).to.equal(0);
    });
  });
}

async function countOfMoved(redis: Redis | Cluster): Promise<number> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const stats = await Promise.all(nodes.map((node) => node.info('errorstats')));
  return stats.reduce((sum, text) => sum + Number(/errorstat_MOVED:count=(\d+)/.exec(text)?.[1] ?? 0), 0);
}
