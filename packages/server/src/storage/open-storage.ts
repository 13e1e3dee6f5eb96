import {
  loggableError,
  StorageUnavailableError,
  type AccessTokenStorage,
  type LoggableError,
  type SessionStorage,
  type TermsAgreementStorage,
} from '@threepid/core';
import {
  MemoryAccessTokenStorage,
  MemorySessionStorage,
  MemoryTermsAgreementStorage,
} from '@threepid/storage-memory';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { keepConnected } from './keep-connected.js';
import type { RedisNodes, StorageSettings } from '../settings/parsers/parse-storage.js';
import { describeStorage } from './describe-storage.js';

/** Where sessions are kept, and how. */
export interface StorageOptions {
  readonly storage: StorageSettings;
  /** Greatest number of sessions that the memory storage holds. */
  readonly maxSessions: number;
  /** Redis replicas that must have a step before it is answered. */
  readonly waitReplicas: number;
}

/** A storage, and what it takes to show it and to let go of it. */
export interface OpenStorage {
  readonly sessions: SessionStorage;
  readonly accessTokens: AccessTokenStorage;
  readonly agreements: TermsAgreementStorage;
  /** For a person, without a password. */
  readonly description: string;
  close(): Promise<void>;
}

/** Makes the storage that the settings name. A Redis that is away is waited for: the server is not ready until then. */
export async function openStorage(
  { storage, maxSessions, waitReplicas }: StorageOptions,
  logger: Logger,
): Promise<OpenStorage> {
  const description = describeStorage(storage);
  return storage.kind === 'memory'
    ? inMemory(description, maxSessions)
    : inRedis(description, storage, { waitReplicas }, logger);
}

function inMemory(description: string, maxSessions: number): OpenStorage {
  return {
    sessions: new MemorySessionStorage({ maxSessions }),
    accessTokens: new MemoryAccessTokenStorage(),
    agreements: new MemoryTermsAgreementStorage(),
    description,
    close: () => Promise.resolve(),
  };
}

type RedisSettings = Exclude<StorageSettings, { kind: 'memory' }>;

async function inRedis(
  description: string,
  storage: RedisSettings,
  durability: { readonly waitReplicas: number },
  logger: Logger,
): Promise<OpenStorage> {
  const { RedisAccessTokenStorage, RedisSessionStorage, RedisTermsAgreementStorage } =
    await import('@threepid/storage-redis');
  const client = await connect(storage);
  // Without a listener, an error of the connection would end the process.
  client.on('error', (err: unknown) => {
    logger.warn({ error: loggableHead(err) }, 'redis connection');
  });
  const connection = keepConnected(client);
  return {
    sessions: new RedisSessionStorage(client, durability),
    accessTokens: new RedisAccessTokenStorage(client, durability),
    agreements: new RedisTermsAgreementStorage(client, durability),
    description,
    close: () => {
      connection.stop();
      return disconnect(client);
    },
  };
}

/**
 * An error of the connection without its stack: many come, each from the same place. Redis' own words are kept: none of
 * them is about a person's request.
 */
function loggableHead(err: unknown): LoggableError {
  const words = new StorageUnavailableError(err instanceof Error ? err.message : 'failed');
  const { code, type } = loggableError(err);
  const { message } = loggableError(words);
  return { type, ...(message === undefined ? {} : { message }), ...(code === undefined ? {} : { code }) };
}

/** Politely, unless Redis is away or silent: a stop waits for neither. */
async function disconnect(client: Redis | Cluster): Promise<void> {
  const impatience = setTimeout(() => {
    client.disconnect();
  }, quitTimeoutMs);
  try {
    if (client.status === 'ready') await client.quit();
  } catch {
    // The connection was lost meanwhile, which is what was wanted.
  } finally {
    clearTimeout(impatience);
    client.disconnect();
  }
}

const quitTimeoutMs = 1_000;

/** What the README of `@threepid/storage-redis` asks of a client: a step is answered or refused soon. */
const options = {
  connectTimeout: 2_000,
  socketTimeout: 3_000,
  maxRetriesPerRequest: 2,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
  // A former master: the step was certainly not taken, so that it is sent again to the new one.
  reconnectOnError: ({ message }: Error) => (message.startsWith('READONLY') ? 2 : false),
} as const satisfies RedisOptions;

async function connect(storage: RedisSettings): Promise<Redis | Cluster> {
  const { Cluster, Redis } = await import('ioredis');
  if (storage.kind === 'redis') return new Redis(storage.url, options);
  const login = loginOf(storage);
  if (storage.kind === 'cluster') {
    return new Cluster([...storage.nodes], { redisOptions: { ...options, ...login } });
  }
  return new Redis({
    ...options,
    ...login,
    sentinels: [...storage.nodes],
    name: storage.name,
    failoverDetector: true,
  });
}

function loginOf({ username, password }: RedisNodes): { username?: string; password?: string } {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
