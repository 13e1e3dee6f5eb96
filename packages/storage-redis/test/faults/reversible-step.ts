import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import type { Redis } from 'ioredis';
import { allowed, chargeRequest, storedBalances } from '../balances.js';

/** A step that the storage reverts after the caller got an error. It can be taken twice. */
export interface ReversibleStep {
  readonly take: () => Promise<unknown>;
  /** Takes it by a storage that waits for replicas; answers the error if there is one. */
  readonly takeReplicated: () => Promise<unknown>;
  /** What Redis stores of it. */
  readonly state: () => Promise<unknown>;
}

type Take = (storage: RedisSessionStorage) => Promise<unknown>;

function stepOf(
  redis: Redis,
  waiting: RedisStorageOptions,
  take: Take,
  state: (storage: RedisSessionStorage) => Promise<unknown>,
): ReversibleStep {
  const patient = { commandTimeoutMs: 20_000 };
  const storage = new RedisSessionStorage(redis, patient);
  const replicated = new RedisSessionStorage(redis, { ...patient, ...waiting });
  return {
    take: () => take(storage),
    takeReplicated: () => take(replicated).catch((error: unknown) => error),
    state: () => state(storage),
  };
}

/** Each by its name. */
export const reversibleSteps = {
  charge: (redis: Redis, waiting: RedisStorageOptions) => {
    const request = chargeRequest();
    const message = { ...request.message, lane: 'nobody', all: true } as const;
    const charge: Take = async ({ balances }) => allowed(await balances.charge(request));
    return stepOf(redis, waiting, charge, () => storedBalances(redis, message));
  },
  reserve: (redis: Redis, waiting: RedisStorageOptions) => {
    const now = Date.now();
    const budget = { day: 1_000_000, month: 1_000_000 };
    const request = { country: 'GB', price: 40_000, budgets: { country: budget, total: budget }, now };
    const reserve: Take = ({ spending }) => spending.reserve(request);
    return stepOf(redis, waiting, reserve, ({ spending }) =>
      spending.spent({ countries: ['GB', 'all'], now }),
    );
  },
  spend: (redis: Redis, waiting: RedisStorageOptions) => {
    const id = 'A'.repeat(16);
    const allowance = { id, limits: [{ messages: 9, windowMs: 600_000 }], now: Date.now() };
    const key = Buffer.concat([Buffer.from('3p:a'), Buffer.from(id, 'base64url')]);
    return stepOf(
      redis,
      waiting,
      (storage) => storage.spend(allowance),
      () => redis.getBuffer(key),
    );
  },
};
