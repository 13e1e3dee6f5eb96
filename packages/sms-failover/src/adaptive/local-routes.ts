import {
  countedRoutes,
  noRoutes,
  type CountRoutes,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';

/** What this process alone knows. It ends with the process, and holds a record for each country. */
export class LocalRoutes implements RouteStorage {
  readonly name = 'local';
  private readonly records = new Map<string, RouteRecord>();

  count({ country, counts, now }: CountRoutes): Promise<RouteRecord> {
    const record = countedRoutes(this.records.get(country) ?? noRoutes, counts, now);
    if (counts.length > 0) this.records.set(country, record);
    return Promise.resolve(record);
  }
}
