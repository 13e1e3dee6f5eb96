// The server that mutants are tried on: its own of each worker, and another one after a mutant that never ends.
import { Redis } from 'ioredis';
import { startRedis } from '@threepid/contract-tests/redis';

const patienceMs = 2_000;

let server;
let redis;

/** The client that storages are made with. */
export function currentRedis() {
  return redis;
}

/** Starts a server if there is none that answers. */
export async function startAnew() {
  if (redis !== undefined && (await answers())) {
    await redis.flushall();
    return;
  }
  await stop();
  server = await startRedis();
  redis = new Redis(server.port);
  redis.on('error', () => undefined);
}

export async function stop() {
  redis?.disconnect();
  await server?.kill();
  await server?.stop();
  redis = undefined;
}

async function answers() {
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs, 'late').unref());
  return (await Promise.race([redis.ping().catch(() => 'late'), late])) === 'PONG';
}
