/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import type { AccessTokenStorage, PutAccessToken } from '@threepid/core';
import { ExpiringMap } from './expiring-map.js';

export interface MemoryAccessTokenStorageOptions {
  /**
   * Maximum number of tokens. Default: 100,000. When it is reached, the oldest token makes room for a new one: its
   * client registers again on its own, whereas refusing would lock everybody out.
   */
  readonly maxTokens?: number;
}

/** A user's tokens. */
interface UserTokens {
  /** Oldest first; some may have expired. */
  readonly tokenIds: readonly string[];
  /** Expiry of the last of them, Unix milliseconds. */
  readonly expiresAt: number;
}

const defaultMaxTokens = 100_000;

/** Each call deletes more than it can add, but few enough to be quick. */
const droppedPerCall = 32;

/**
 * Stores the access tokens of the identity API v2 in the memory of this process. After a restart, clients register
 * again.
 */
export class MemoryAccessTokenStorage implements AccessTokenStorage {
  private readonly maxTokens: number;
  private readonly userIds = new ExpiringMap<string>();
  private readonly tokensByUser = new ExpiringMap<UserTokens>();

  /** @throws RangeError if `maxTokens` is not a whole number above 0. */
  constructor({ maxTokens = defaultMaxTokens }: MemoryAccessTokenStorageOptions = {}) {
    if (!Number.isSafeInteger(maxTokens) || maxTokens < 1)
      throw new RangeError(`maxTokens must be a whole number above 0, not ${String(maxTokens)}`);
    this.maxTokens = maxTokens;
  }

  /** Number of tokens, including expired ones that are not deleted yet. */
  get size(): number {
    return this.userIds.size;
  }

  /** Number of users with tokens. */
  get users(): number {
    return this.tokensByUser.size;
  }

  async put({ tokenId, userId, expiresAt, now, tokensPerUser = Infinity }: PutAccessToken): Promise<void> {
    this.dropExpired(now);
    if (expiresAt <= now) return;
    const live = this.liveTokensOf(userId, now);
    if (!live.includes(tokenId)) {
      for (const oldest of live.slice(0, Math.max(0, live.length - tokensPerUser + 1))) this.forget(oldest);
      this.makeRoom();
    }
    this.userIds.set(tokenId, userId, expiresAt);
    const { tokenIds = [], expiresAt: last = 0 } = this.tokensByUser.peek(userId) ?? {};
    const ids = tokenIds.includes(tokenId) ? tokenIds : [...tokenIds, tokenId];
    this.setTokens(userId, { tokenIds: ids, expiresAt: Math.max(last, expiresAt) });
  }

  async userOf({ tokenId, now }: Parameters<AccessTokenStorage['userOf']>[0]): Promise<string | undefined> {
    this.dropExpired(now);
    return this.userIds.get(tokenId, now);
  }

  async remove({ tokenId, now }: Parameters<AccessTokenStorage['remove']>[0]): Promise<boolean> {
    this.dropExpired(now);
    const isAlive = this.userIds.get(tokenId, now) !== undefined;
    this.forget(tokenId);
    return isAlive;
  }

  private dropExpired(now: number): void {
    this.userIds.dropExpired(now, droppedPerCall);
    this.tokensByUser.dropExpired(now, droppedPerCall);
  }

  /** The user's live tokens, oldest first. Expired ones are removed from the user's list. */
  private liveTokensOf(userId: string, now: number): readonly string[] {
    const tokens = this.tokensByUser.peek(userId);
    if (tokens === undefined) return [];
    const tokenIds = tokens.tokenIds.filter((tokenId) => this.userIds.get(tokenId, now) === userId);
    this.setTokens(userId, { ...tokens, tokenIds });
    return tokenIds;
  }

  private makeRoom(): void {
    while (this.userIds.size >= this.maxTokens) {
      const oldest = this.userIds.oldestKey();
      if (oldest === undefined) return;
      this.forget(oldest);
    }
  }

  private forget(tokenId: string): void {
    const userId = this.userIds.peek(tokenId);
    if (userId === undefined) return;
    this.userIds.delete(tokenId);
    const tokens = this.tokensByUser.peek(userId);
    if (tokens === undefined) return;
    this.setTokens(userId, { ...tokens, tokenIds: tokens.tokenIds.filter((other) => other !== tokenId) });
  }

  private setTokens(userId: string, tokens: UserTokens): void {
    if (tokens.tokenIds.length === 0) this.tokensByUser.delete(userId);
    else this.tokensByUser.set(userId, tokens, tokens.expiresAt);
  }
}
