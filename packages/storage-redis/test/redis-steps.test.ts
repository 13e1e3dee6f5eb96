import { StorageUnavailableError } from '@threepid/core';
import type { RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { RedisScript } from '../dist/redis-script.js';
import { RedisSteps } from '../dist/redis-steps.js';
import { sharedCluster } from './shared-cluster.js';
import { useOwnRedis } from './own-redis.js';

const increment = new RedisScript("return redis.call('INCRBY', KEYS[1], ARGV[1])");

describe('RedisSteps', () => {
  let server: RedisServer;
  let redis: Redis;

  useOwnRedis((client, its) => {
    [redis, server] = [client, its];
  });
  beforeEach(() => redis.flushall());

  it('answer what is read of the reply, whether somebody waits for it or not', async () => {
    const steps = new RedisSteps(redis, {});
    expect(await steps.take(increment, ['key'], [5], String)).to.equal('5');
    expect(await steps.takeOnce(increment, ['key'], [5], String)).to.equal('10');
    expect(await steps.takeInBackground(increment, ['key'], [5], String)).to.equal('15');
    expect(await steps.look(increment, ['key'], [5], String)).to.equal('20');
  });

  it('reject a step that too few replicas have, in time, and say how many', async () => {
    const steps = new RedisSteps(redis, { waitReplicas: 1, commandTimeoutMs: 5_000, waitTimeoutMs: 10 });
    for (const take of [
      () => steps.take(increment, ['key'], [1], String),
      () => steps.takeOnce(increment, ['key'], [1], String),
    ]) {
      const error: unknown = await take().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(StorageUnavailableError);
      expect(String(error)).to.include('Redis: 0 of 1 replicas have the step');
    }
    expect(await steps.look(increment, ['key'], [1], String)).to.equal('3');
  });

  it('are not given back by another connection than the one that took them', async () => {
    const other = new Redis(server.port);
    await other.ping();
    await redis.set('key', 2);
    await new RedisSteps(redis, {}).revert(increment, ['key'], [5], other.stream);
    other.disconnect();
    expect(await redis.get('key')).to.equal('2');
  });

  it('are refused by a Cluster that does not serve all of its slots', async function () {
    this.timeout(60_000);
    const nodes = await sharedCluster();
    const cluster = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
    const steps = new RedisSteps(cluster, {});
    await steps.ping();
    Object.assign(cluster, { cluster: () => Promise.resolve('cluster_state:fail\r\n') });
    const error: unknown = await steps.ping().catch((thrown: unknown) => thrown);
    cluster.disconnect();
    expect(error).to.be.instanceOf(StorageUnavailableError);
    expect(String(error)).to.include('the Cluster does not serve all of its slots');
  });

  it('are given back by the connection that took them, after the caller was told that they were not taken', async () => {
    const steps = new RedisSteps(redis, { waitReplicas: 1, commandTimeoutMs: 5_000, waitTimeoutMs: 10 });
    const { promise, resolve } = withResolver();
    const undo = async (
      taken: Parameters<NonNullable<Parameters<typeof steps.take>[4]>>[0],
    ): Promise<void> => {
      const { outcome, connection } = await taken;
      expect(outcome).to.equal('7');
      await steps.revert(increment, ['key'], [-5], connection);
      resolve();
    };
    await redis.set('key', 2);
    expect(await steps.take(increment, ['key'], [5], String, undo).catch(() => 'refused')).to.equal(
      'refused',
    );
    await promise;
    expect(await redis.get('key')).to.equal('2');
  });
});

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
