/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import {
  countedRoutes,
  noRoutes,
  routesKeptMs,
  type CountRoutes,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';
import { ExpiringMap } from './expiring-map.js';

/** Each call deletes more than it can add, but few enough to be quick. */
const droppedPerCall = 32;

/**
 * Stores how the messages to each country do, by sender, in the memory of this process. It holds a record for each country, until
 * 30 days after the last count.
 */
export class MemoryRouteStorage implements RouteStorage {
  readonly name = 'memory';
  private readonly records = new ExpiringMap<RouteRecord>();

  /** Number of countries, including expired ones that are not deleted yet. */
  get size(): number {
    return this.records.size;
  }

  async count({ country, counts, now }: CountRoutes): Promise<RouteRecord> {
    this.records.dropExpired(now, droppedPerCall);
    const record = countedRoutes(this.records.get(country, now) ?? noRoutes, counts, now);
    if (counts.length > 0) this.records.set(country, record, now + routesKeptMs);
    return record;
  }
}
