import type { SessionStorage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { Settings } from './settings.js';
import { describeStorage, type RedisNodes, type StorageSettings } from './storage-settings.js';

/** A storage, and what it takes to show it and to let go of it. */
export interface OpenStorage {
  readonly sessions: SessionStorage;
  /** For a person, without a password. */
  readonly description: string;
  close(): Promise<void>;
}

/** Makes the storage that the settings name. A Redis that is away is waited for: the server is not ready until then. */
export async function openStorage(
  { storage, maxSessions }: Pick<Settings, 'storage' | 'maxSessions'>,
  logger: Logger,
): Promise<OpenStorage> {
  const description = describeStorage(storage);
  if (storage.kind === 'memory') {
    const sessions = new MemorySessionStorage({ maxSessions });
    return { sessions, description, close: () => Promise.resolve() };
  }
  const { RedisSessionStorage } = await import('@threepid/storage-redis');
  const client = await connect(storage);
  // Without a listener, an error of the connection would end the process.
  client.on('error', (err: unknown) => {
    logger.warn({ err }, 'redis connection');
  });
  return {
    sessions: new RedisSessionStorage(client),
    description,
    close: async () => {
      await client.quit().catch(() => {
        client.disconnect();
      });
    },
  };
}

/** A step is answered or refused soon, and never sent twice: what the storage is to rely on. */
const options = {
  connectTimeout: 2_000,
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
} as const satisfies RedisOptions;

async function connect(storage: Exclude<StorageSettings, { kind: 'memory' }>): Promise<Redis | Cluster> {
  const { Cluster, Redis } = await import('ioredis');
  if (storage.kind === 'redis') return new Redis(storage.url, options);
  const login = loginOf(storage);
  if (storage.kind === 'cluster') {
    return new Cluster([...storage.nodes], { redisOptions: { ...options, ...login } });
  }
  return new Redis({ ...options, ...login, sentinels: [...storage.nodes], name: storage.name });
}

function loginOf({ username, password }: RedisNodes): { username?: string; password?: string } {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
