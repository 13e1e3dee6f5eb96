/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import { StorageUnavailableError, type AccessTokenStorage } from '@threepid/core';
import { ExpiringMap } from './expiring-map.js';

export interface MemoryAccessTokenStorageOptions {
  /** How many tokens are held at once: 100,000 unless given. When it is full, new ones are refused. */
  readonly maxTokens?: number;
}

const defaultMaxTokens = 100_000;

/** Each call drops more than it can add, and few enough to be quick. */
const droppedPerCall = 32;

/** Keeps the access tokens of the identity API v2 in the memory of this process: after a restart, clients register again. */
export class MemoryAccessTokenStorage implements AccessTokenStorage {
  private readonly maxTokens: number;
  private readonly userIds = new ExpiringMap<string>();

  /** @throws RangeError if `maxTokens` is not a whole number above 0. */
  constructor({ maxTokens = defaultMaxTokens }: MemoryAccessTokenStorageOptions = {}) {
    if (!Number.isSafeInteger(maxTokens) || maxTokens < 1)
      throw new RangeError(`maxTokens must be a whole number above 0, not ${String(maxTokens)}`);
    this.maxTokens = maxTokens;
  }

  /** How many tokens are held, those that have ended and are not dropped yet among them. */
  get size(): number {
    return this.userIds.size;
  }

  /** @throws StorageUnavailableError if there is no room. */
  async put({ tokenId, userId, expiresAt, now }: Parameters<AccessTokenStorage['put']>[0]): Promise<void> {
    this.userIds.dropExpired(now, droppedPerCall);
    if (this.userIds.size >= this.maxTokens && !this.userIds.holds(tokenId)) {
      throw new StorageUnavailableError(
        `The memory storage is full: it holds ${this.userIds.size} access tokens and forgets none that live. ` +
          'Raise maxTokens, or use a storage that is not bound by this process, such as @threepid/storage-redis.',
      );
    }
    this.userIds.set(tokenId, userId, expiresAt);
  }

  async userOf({ tokenId, now }: Parameters<AccessTokenStorage['userOf']>[0]): Promise<string | undefined> {
    this.userIds.dropExpired(now, droppedPerCall);
    return this.userIds.get(tokenId, now);
  }

  async remove({ tokenId, now }: Parameters<AccessTokenStorage['remove']>[0]): Promise<boolean> {
    this.userIds.dropExpired(now, droppedPerCall);
    const isAlive = this.userIds.get(tokenId, now) !== undefined;
    this.userIds.delete(tokenId);
    return isAlive;
  }
}
