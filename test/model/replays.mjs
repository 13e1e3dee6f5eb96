// Random traces of the model of sessions, replayed on each storage.
import { replaySessionTraces } from '@threepid/contract-tests';
import { startRedis, startRedisCluster } from '@threepid/contract-tests/redis';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { Cluster, Redis } from 'ioredis';
import { fileURLToPath } from 'node:url';
import { randomFrom } from './explorer.mjs';
import { loadModel } from './quint-model.mjs';
import { randomTrace, traceRules } from './session-traces.mjs';

/** Steps of a run; some half of them ask something of the storage. */
const stepsOfRun = 80;

/** @throws Error if the model itself breaks a promise on the way. */
export function* sessionTraces(seed, count, steps = stepsOfRun) {
  const model = loadModel(fileURLToPath(new URL('scopes.qnt', import.meta.url)), 'scopes');
  const rules = traceRules(model);
  const random = randomFrom(seed);
  for (let made = 0; made < count; made += 1) {
    const trace = randomTrace(model, { random, steps });
    if (trace.violation !== undefined)
      throw new Error(`the model breaks ${trace.violation}:\n${trace.steps.join('\n')}`);
    yield { rules, steps: trace.steps };
  }
}

/** @returns what was replayed on each storage: `name`, `passed` and `text`. */
export async function replaySessions(seed, count) {
  const traces = [...sessionTraces(seed, count)];
  const results = [];
  for (const [name, open] of Object.entries(storages)) results.push(await replayOn(name, open, traces));
  return results;
}

const storages = {
  memory: () => ({ storage: new MemorySessionStorage(), close: () => undefined }),
  'Redis on one server': async () => {
    const server = await startRedis();
    return overRedis(new Redis(server.port), () => server.stop());
  },
  'Redis on a Cluster': async () => {
    const { nodes, stop } = await startRedisCluster();
    return overRedis(new Cluster(nodes.map(({ host, port }) => ({ host, port }))), stop);
  },
};

function overRedis(redis, stop) {
  const close = async () => {
    redis.disconnect();
    await stop();
  };
  return { storage: new RedisSessionStorage(redis, { commandTimeoutMs: 30_000 }), close };
}

async function replayOn(name, open, traces) {
  const { storage, close } = await open();
  try {
    await replaySessionTraces(storage, traces);
    return { name, passed: true, text: 'each step is answered as the model answers it' };
  } catch (error) {
    return {
      name,
      passed: false,
      text: `${error.message}\n${JSON.stringify({ got: error.actual, model: error.expected })}`,
    };
  } finally {
    await close();
  }
}
