import { startRedis } from '@threepid/contract-tests/redis';
import { Cluster, Redis } from 'ioredis';
import { sharedCluster } from './shared-cluster.js';
import { testStoragesOn } from './storages-on.js';

testStoragesOn('one server', async () => {
  const server = await startRedis();
  return { redis: new Redis(server.port), stop: () => server.stop() };
});

testStoragesOn('a Cluster', async () => {
  const nodes = await sharedCluster();
  return {
    redis: new Cluster(nodes.map(({ host, port }) => ({ host, port }))),
    stop: () => Promise.resolve(),
  };
});
