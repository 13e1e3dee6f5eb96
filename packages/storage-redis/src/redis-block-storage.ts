import type { Block, BlockStorage } from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import { blocksReply, numberReply } from './replies.js';
import * as scripts from './scripts/scripts.js';

const putBlock = new RedisScript(scripts.putBlock);
const removeBlock = new RedisScript(scripts.removeBlock);
const readBlocks = new RedisScript(scripts.readBlocks);

/**
 * Stores what the operator has blocked in Redis 7.0 or later: one server, Sentinel or a Cluster. All blocks are in one key,
 * `<prefix>{blocks}`. It has an expiry if each of them has an end. Each method is one Lua script and one round trip.
 *
 * You create and close the client. Every method rejects with `StorageUnavailableError` if Redis refuses, is down or doesn't answer
 * in time; the step may still have been taken.
 */
export class RedisBlockStorage implements BlockStorage {
  readonly name = 'redis';
  private readonly keys: readonly [string];
  private readonly steps: RedisSteps;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.keys = [`${Buffer.from(keyPrefix(options)).toString('latin1')}{blocks}`];
    this.steps = new RedisSteps(redis, options);
  }

  async put({ block, now }: { readonly block: Block; readonly now: number }): Promise<void> {
    const { target, until = 0, ...others } = block;
    const args = [now, target, until, Buffer.from(JSON.stringify(others))];
    await this.steps.take(putBlock, this.keys, args, () => undefined);
  }

  async remove({ target, now }: { readonly target: string; readonly now: number }): Promise<boolean> {
    return (await this.steps.take(removeBlock, this.keys, [now, target], numberReply)) === 1;
  }

  async list({ now }: { readonly now: number }): Promise<readonly Block[]> {
    const blocks = await this.steps.look(readBlocks, this.keys, [], blocksReply);
    return blocks
      .filter(({ until = Infinity }) => now < until)
      .sort((one, other) => (one.target < other.target ? -1 : 1));
  }
}
