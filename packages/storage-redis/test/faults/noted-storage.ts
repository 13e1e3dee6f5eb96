import type { SettleMessage } from '@threepid/core';
import { RedisSessionStorage } from '@threepid/storage-redis';
import type { Redis } from 'ioredis';

/** The storage in Redis, which tells of each step that no caller of the framework learns of. */
export class NotedStorage extends RedisSessionStorage {
  constructor(
    redis: Redis,
    private readonly onLostSettle: () => void,
  ) {
    super(redis, { commandTimeoutMs: 500 });
  }

  override async settle(request: SettleMessage): Promise<string | undefined> {
    try {
      return await super.settle(request);
    } catch (error) {
      this.onLostSettle();
      throw error;
    }
  }
}
