// Fresh traces of the guard's models, replayed on each storage.
import { replayBalanceTrace, replaySpendingTrace } from '@threepid/contract-tests';
import { startRedis, startRedisCluster } from '@threepid/contract-tests/redis';
import { MemoryBalanceStorage, MemorySpendingStorage } from '@threepid/storage-memory';
import { RedisBalanceStorage, RedisSpendingStorage } from '@threepid/storage-redis';
import { Cluster, Redis } from 'ioredis';
import { randomFrom } from './explorer.mjs';
import { balanceTraces, spendingTraces } from './guard-traces.mjs';

const steps = 30;
/** Longer than balances last. */
const betweenTracesMs = 1_000 * 3_600_000;
const options = { commandTimeoutMs: 30_000 };

const storages = [
  {
    name: 'memory',
    open: () => ({
      balances: new MemoryBalanceStorage(),
      spending: new MemorySpendingStorage(),
      close: () => undefined,
    }),
  },
  {
    name: 'Redis on one server',
    open: async () => {
      const server = await startRedis();
      return overRedis(new Redis(server.port), () => server.stop());
    },
  },
  {
    name: 'Redis on a Cluster',
    open: async () => {
      const { nodes, stop } = await startRedisCluster();
      return overRedis(new Cluster(nodes.map(({ host, port }) => ({ host, port }))), stop);
    },
  },
];

function overRedis(redis, stop) {
  return {
    balances: new RedisBalanceStorage(redis, options),
    spending: new RedisSpendingStorage(redis, options),
    close: async () => {
      redis.disconnect();
      await stop();
    },
  };
}

/** @returns for each storage its `name`, and whether it has `passed`. */
export async function replayGuard(seed, count) {
  const traces = freshTraces(randomFrom(seed), count);
  const results = [];
  for (const { name, open } of storages)
    results.push({ name, ...(await replayOn(await open(), traces, name !== 'memory')) });
  return results;
}

function freshTraces(random, count) {
  const worlds = ['crowd', 'strangers', 'people', 'jumps'];
  return {
    balances: traced(balanceTraces(random, { worlds, count, steps })),
    spending: traced(spendingTraces(random, { count, steps })),
  };
}

function traced({ worlds, traces }) {
  return traces.map(([world, ...lines]) => ({ name: world, world: worlds[world], steps: lines }));
}

/** In memory, a balance may be deleted by the time of a clock that jumped ahead: no other host has it. */
async function replayOn({ balances, spending, close }, traces, isShared) {
  const ofBalances = traces.balances.filter(({ name }) => isShared || name !== 'jumps');
  try {
    for (const [index, trace] of ofBalances.entries())
      await replayBalanceTrace(balances, trace, Date.now() + index * betweenTracesMs);
    for (const [index, trace] of traces.spending.entries())
      await replaySpendingTrace(spending, trace, 2100 + 2 * index);
    return {
      passed: true,
      text: `${ofBalances.length} and ${traces.spending.length}: all is answered and kept as in the model`,
    };
  } catch (error) {
    return { passed: false, text: error.message };
  } finally {
    await close();
  }
}
