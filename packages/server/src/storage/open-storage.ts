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
import { redisWarnings } from './redis-warnings.js';

/** Options of the storage. */
export interface StorageOptions {
  readonly storage: StorageSettings;
  /** Greatest number of sessions that the memory storage holds. */
  readonly maxSessions: number;
  /** Redis replicas that must have a step before it is answered. */
  readonly waitReplicas: number;
}

/** The opened storages, with their connection. */
export interface OpenStorage {
  readonly sessions: SessionStorage;
  readonly accessTokens: AccessTokenStorage;
  readonly agreements: TermsAgreementStorage;
  /** Name for a person, without a password. */
  readonly description: string;
  /** Warnings about how the storage is set up, each a sentence. */
  warnings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens the storage that the settings name. If Redis is unavailable, the server isn't ready until it is back. */
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
    warnings: () => Promise.resolve([]),
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
    warnings: () => redisWarnings(client),
    close: () => {
      connection.stop();
      return disconnect(client);
    },
  };
}

/**
 * A connection error without its stack: many come, all from the same place. The message from Redis is kept: it says
 * nothing about a person's request.
 */
function loggableHead(err: unknown): LoggableError {
  const words = new StorageUnavailableError(err instanceof Error ? err.message : 'failed');
  const { code, type } = loggableError(err);
  const { message } = loggableError(words);
  return { type, ...(message === undefined ? {} : { message }), ...(code === undefined ? {} : { code }) };
}

/** Sends QUIT, unless Redis is unavailable or silent: a stop doesn't wait for it. */
async function disconnect(client: Redis | Cluster): Promise<void> {
  const timeout = setTimeout(() => {
    client.disconnect();
  }, quitTimeoutMs);
  try {
    if (client.status === 'ready') await client.quit();
  } catch {
    // The connection was lost in the meantime, which is what we want.
  } finally {
    clearTimeout(timeout);
    client.disconnect();
  }
}

const quitTimeoutMs = 1_000;

/** The client options that the README of `@threepid/storage-redis` recommends: each step succeeds or fails soon. */
const options = {
  connectTimeout: 2_000,
  socketTimeout: 3_000,
  maxRetriesPerRequest: 2,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
  // From a former master: the step was certainly not carried out, so it is sent again to the new one.
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
