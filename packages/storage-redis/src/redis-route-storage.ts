import {
  routeCohorts,
  routeFade,
  routeSenders,
  routesAheadMs,
  routesKeptMs,
  type CountRoutes,
  type RouteCount,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import { routesReply } from './replies.js';
import * as scripts from './scripts/scripts.js';
import type { CommandArgument } from './traced-command.js';

const countRoutes = new RedisScript(scripts.countRoutes);

/**
 * Stores how the messages to each country do, by sender, in Redis 7.0 or later: one server, Sentinel or a Cluster. Each country
 * has one key of some hundred bytes for each sender, which Redis deletes 30 days after the last count. `count` is one Lua script
 * and one round trip.
 *
 * You create and close the client. `count` rejects with `StorageUnavailableError` if Redis refuses, is down or doesn't answer
 * in time; the step may still have been taken.
 */
export class RedisRouteStorage implements RouteStorage {
  readonly name = 'redis';
  /** One byte a character, like every key. */
  private readonly prefix: string;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.prefix = Buffer.from(keyPrefix(options)).toString('latin1');
    this.steps = new RedisSteps(redis, options);
  }

  async count({ country, counts, now }: CountRoutes): Promise<RouteRecord> {
    // The capital tells it from the keys of sessions, as those of balances.
    const keys = [`${this.prefix}{${country}}T`];
    const latest = (now + routesAheadMs) / 60_000;
    const rules = [routesKeptMs, routeFade, routeCohorts, routeSenders, latest];
    return this.steps.take(countRoutes, keys, [...rules, ...counts.flatMap(argumentsOf)], routesReply);
  }
}

function argumentsOf({ sender, minute, sent, verified, failed }: RouteCount): readonly CommandArgument[] {
  return [Buffer.from(sender), minute, sent, verified, failed];
}
