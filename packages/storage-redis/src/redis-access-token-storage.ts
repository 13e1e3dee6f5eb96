import type { AccessTokenStorage, PutAccessToken } from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { fixedBytes } from './fixed-bytes.js';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import * as scripts from './scripts/scripts.js';

const put = new RedisScript(scripts.putAccessToken);
const userOf = new RedisScript(scripts.userOfAccessToken);
const remove = new RedisScript(scripts.removeAccessToken);

/** Redis uses its own clock: it deletes a token this much later than it expires, and never earlier. */
const graceMs = 60_000;

/** A token id: the user's part, then the token's. */
const userBytes = 12;
const tokenBytes = 16;

/** More than any user has: no limit. */
const unlimited = Number.MAX_SAFE_INTEGER;

/**
 * Stores the access tokens of the identity API v2 in Redis 7.0 or later: one server, Sentinel or a Cluster. Each user
 * has one key with an expiry, `<prefix>t<12 bytes>`, so that each step touches one key and the step that adds a token
 * can delete the oldest. Tokens are stored as keyed digests, so they can't be read.
 *
 * You create and close the client. Every method rejects with `StorageUnavailableError` if Redis refuses, is down or
 * doesn't answer in time; the step may still have been taken.
 */
export class RedisAccessTokenStorage implements AccessTokenStorage {
  private readonly prefix: string;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.prefix = keyPrefix(options);
    this.steps = new RedisSteps(redis, options);
  }

  async put({ tokenId, userId, expiresAt, now, tokensPerUser }: PutAccessToken): Promise<void> {
    if (expiresAt <= now) return;
    const [key, id] = this.placeOf(tokenId);
    await this.steps.take(
      put,
      [key],
      [id, expiresAt, Buffer.from(userId), now, tokensPerUser ?? unlimited, graceMs],
      () => undefined,
    );
  }

  async userOf({ tokenId, now }: Parameters<AccessTokenStorage['userOf']>[0]): Promise<string | undefined> {
    const [key, id] = this.placeOf(tokenId);
    return this.steps.look(userOf, [key], [id, now], userIdOf);
  }

  async remove({ tokenId, now }: Parameters<AccessTokenStorage['remove']>[0]): Promise<boolean> {
    const [key, id] = this.placeOf(tokenId);
    return (await this.steps.take(remove, [key], [id, now], kindOf)) === 'removed';
  }

  /** The key of the user's tokens, and the token's id among them. */
  private placeOf(tokenId: string): readonly [key: Buffer, id: Buffer] {
    const bytes = fixedBytes(tokenId, userBytes + tokenBytes, 'tokenId');
    const key = Buffer.concat([Buffer.from(`${this.prefix}t`), bytes.subarray(0, userBytes)]);
    return [key, bytes.subarray(userBytes)];
  }
}

function kindOf(reply: unknown): string {
  return String((reply as readonly unknown[])[0]);
}

function userIdOf(reply: unknown): string | undefined {
  return kindOf(reply) === 'user' ? String((reply as readonly unknown[])[1]) : undefined;
}
