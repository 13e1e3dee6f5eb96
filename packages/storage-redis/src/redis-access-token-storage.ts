import type { AccessTokenStorage } from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { fixedBytes } from './fixed-bytes.js';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisSessionStorageOptions } from './redis-session-storage.js';
import { RedisSteps } from './redis-steps.js';
import * as scripts from './scripts/scripts.js';

const put = new RedisScript(scripts.putAccessToken);
const userOf = new RedisScript(scripts.userOfAccessToken);
const remove = new RedisScript(scripts.removeAccessToken);

/** Redis counts by its own clock: it drops a token so much later than it expires, and never earlier. */
const graceMs = 60_000;

/**
 * Keeps the access tokens of the identity API v2 in Redis 7.0 or later: one server, Sentinel or a Cluster. One key a
 * token, `<prefix>t<16 bytes>`, with an expiry; it is found by a keyed digest, so that no token can be read from it.
 *
 * The client is yours. Every method rejects with `StorageUnavailableError` if Redis refuses, is not there or does not
 * answer in time; the step may have been taken all the same.
 */
export class RedisAccessTokenStorage implements AccessTokenStorage {
  private readonly prefix: string;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an option that can't be right. */
  constructor(redis: Redis | Cluster, options: RedisSessionStorageOptions = {}) {
    this.prefix = keyPrefix(options);
    this.steps = new RedisSteps(redis, options);
  }

  async put({ tokenId, userId, expiresAt, now }: Parameters<AccessTokenStorage['put']>[0]): Promise<void> {
    if (expiresAt <= now) return;
    const args = [expiresAt, userId, expiresAt - now + graceMs];
    await this.steps.take(put, [this.key(tokenId)], args, kindOf);
  }

  async userOf({ tokenId, now }: Parameters<AccessTokenStorage['userOf']>[0]): Promise<string | undefined> {
    return this.steps.look(userOf, [this.key(tokenId)], [now], userIdOf);
  }

  async remove({ tokenId, now }: Parameters<AccessTokenStorage['remove']>[0]): Promise<boolean> {
    return (await this.steps.take(remove, [this.key(tokenId)], [now], kindOf)) === 'removed';
  }

  private key(tokenId: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.prefix}t`), fixedBytes(tokenId, 16, 'tokenId')]);
  }
}

function kindOf(reply: unknown): string {
  return String((reply as readonly unknown[])[0]);
}

function userIdOf(reply: unknown): string | undefined {
  return kindOf(reply) === 'user' ? String((reply as readonly unknown[])[1]) : undefined;
}
