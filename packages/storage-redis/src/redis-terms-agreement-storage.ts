import { createHash } from 'node:crypto';
import type { TermsAgreementStorage } from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import { urlsReply } from './replies.js';
import * as scripts from './scripts/scripts.js';

export interface RedisTermsAgreementStorageOptions extends RedisStorageOptions {
  /**
   * Time after a user's last call until their agreements are deleted and they are asked again. Milliseconds; default:
   * two years.
   */
  readonly lifetimeMs?: number;
}

const add = new RedisScript(scripts.addAgreements);
const read = new RedisScript(scripts.agreements);

const twoYearsMs = 2 * 365 * 86_400_000;

/**
 * Stores the terms that users agreed to in Redis 7.0 or later: one server, Sentinel or a Cluster. Each user has one
 * key, `<prefix>g<16 bytes of a digest>`.
 *
 * You create and close the client. Both methods reject with `StorageUnavailableError` if Redis refuses, is down or
 * doesn't answer in time; the step may still have been taken.
 */
export class RedisTermsAgreementStorage implements TermsAgreementStorage {
  private readonly prefix: string;
  private readonly lifetimeMs: number;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisTermsAgreementStorageOptions = {}) {
    const { lifetimeMs = twoYearsMs } = options;
    if (!Number.isSafeInteger(lifetimeMs) || lifetimeMs < 1)
      throw new TypeError('threepid: lifetimeMs must be whole milliseconds above 0');
    this.prefix = keyPrefix(options);
    this.lifetimeMs = lifetimeMs;
    this.steps = new RedisSteps(redis, options);
  }

  async add(userId: string, urls: readonly string[]): Promise<void> {
    await this.steps.take(
      add,
      [this.key(userId)],
      [this.lifetimeMs, ...urls.map((url) => Buffer.from(url))],
      () => undefined,
    );
  }

  async urlsOf(userId: string): Promise<readonly string[]> {
    return this.steps.look(read, [this.key(userId)], [this.lifetimeMs], urlsReply);
  }

  private key(userId: string): Buffer {
    const digest = createHash('sha256').update(userId).digest().subarray(0, 16);
    return Buffer.concat([Buffer.from(`${this.prefix}g`), digest]);
  }
}
