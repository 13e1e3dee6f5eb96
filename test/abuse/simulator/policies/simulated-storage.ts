import { startRedis } from '@threepid/contract-tests/redis';
import type { SessionStorage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { Redis } from 'ioredis';

/** Where the framework stores while it is simulated, one run after the other. */
export interface SimulatedStorage {
  /** An empty storage, for a run. */
  readonly create: () => SessionStorage;
  /** Forgets what the last run stored. */
  readonly clear: () => Promise<void>;
  /** Called once, after all runs. */
  readonly stop: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const memory: SimulatedStorage = {
  create: () => new MemorySessionStorage({ maxSessions: 1_000_000 }),
  clear: nothing,
  stop: nothing,
};

/**
 * A real Redis server, started for this. It deletes keys by its own clock, hours or days of simulated time too late: the
 * storage judges what it finds by the simulator's clock.
 */
async function redis(): Promise<SimulatedStorage> {
  const server = await startRedis();
  const client = new Redis(server.port);
  return {
    create: () => new RedisSessionStorage(client),
    clear: async () => {
      await client.flushdb();
    },
    stop: async () => {
      client.disconnect();
      await server.stop();
    },
  };
}

/** By their names. */
export const simulatedStorages = { memory: () => Promise.resolve(memory), redis };

export function isSimulatedStorage(name: string): name is keyof typeof simulatedStorages {
  return Object.hasOwn(simulatedStorages, name);
}
