import { startRedisCluster, type RedisCluster } from '@threepid/contract-tests/redis';

let started: Promise<RedisCluster> | undefined;

after(async () => {
  await (await started)?.stop();
  // Mutation runs the tests of a process many times: the next run needs one that is there.
  started = undefined;
});

/**
 * A Cluster that all tests of this process share, because its start takes seconds: empty, with statistics that start now.
 * Tests that harm a Cluster start one of their own.
 */
export async function sharedCluster(): Promise<RedisCluster['nodes']> {
  started ??= startRedisCluster();
  const { nodes } = await started;
  // A replica refuses, and follows its master.
  await Promise.all(nodes.map((node) => node.command('FLUSHALL')));
  await Promise.all(nodes.map((node) => node.command('CONFIG', 'RESETSTAT')));
  return nodes;
}
