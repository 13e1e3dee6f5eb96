import type { RedisServer } from '@threepid/contract-tests/redis';
import type { AccessTokenStorage, SessionStorage, TermsAgreementStorage } from '@threepid/core';
import {
  MemoryAccessTokenStorage,
  MemorySessionStorage,
  MemoryTermsAgreementStorage,
} from '@threepid/storage-memory';
import {
  RedisAccessTokenStorage,
  RedisSessionStorage,
  RedisTermsAgreementStorage,
} from '@threepid/storage-redis';
import { Redis } from 'ioredis';

/** Where a run keeps everything. */
export interface Backend {
  readonly storage: SessionStorage;
  readonly accessTokens: AccessTokenStorage;
  readonly termsAgreements: TermsAgreementStorage;
  /** Takes a step while nothing can be stored. */
  readonly whileFull: (step: () => Promise<void>) => Promise<void>;
  /** Keys, values, fields: what somebody finds who reads the storage now. */
  readonly stored: () => Promise<readonly Buffer[]>;
  /** Every argument of every command so far, as somebody reads it on the wire, in the slow log or in a replica's stream. */
  readonly sent: () => readonly Buffer[];
  readonly close: () => void;
}

/** What is stored in this process isn't read by anybody else. */
export function memoryBackend(): Backend {
  return {
    storage: new MemorySessionStorage(),
    accessTokens: new MemoryAccessTokenStorage(),
    termsAgreements: new MemoryTermsAgreementStorage(),
    whileFull: (step) => step(),
    stored: () => Promise.resolve([]),
    sent: () => [],
    close: () => undefined,
  };
}

/** A server that has no keys any more. */
export async function redisBackend(server: RedisServer): Promise<Backend> {
  const own = new Redis(server.port);
  await own.flushall();
  const redis = new Redis(server.port);
  const sent = new Set<string>();
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    for (const arg of command.args) sent.add(String(arg));
    return send(command, stream);
  };
  return {
    storage: new RedisSessionStorage(redis),
    accessTokens: new RedisAccessTokenStorage(redis),
    termsAgreements: new RedisTermsAgreementStorage(redis),
    whileFull: (step) => whileFull(own, step),
    stored: () => contentOf(own),
    sent: () => [...sent].map((arg) => Buffer.from(arg, 'latin1')),
    close: () => {
      own.disconnect();
      redis.disconnect();
    },
  };
}

/** Redis refuses to store anything then, and says so with the command that it refuses. */
async function whileFull(redis: Redis, step: () => Promise<void>): Promise<void> {
  await redis.config('SET', 'maxmemory', '1');
  try {
    await step();
  } finally {
    await redis.config('SET', 'maxmemory', '0');
  }
}

async function contentOf(redis: Redis): Promise<readonly Buffer[]> {
  const keys = await redis.keysBuffer('*');
  const values = await Promise.all(keys.map((key) => valuesOf(redis, key)));
  return [...keys, ...values.flat()];
}

async function valuesOf(redis: Redis, key: Buffer): Promise<readonly Buffer[]> {
  const type = await redis.type(key);
  if (type === 'hash') return (await redis.callBuffer('HGETALL', [key])) as Buffer[];
  if (type === 'set') return redis.smembersBuffer(key);
  if (type === 'zset') return redis.zrangeBuffer(key, '0', '-1');
  if (type === 'string') return [(await redis.getBuffer(key)) ?? Buffer.alloc(0)];
  throw new Error(`a key of type ${type}, which nobody reads here`);
}
