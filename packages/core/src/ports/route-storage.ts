import type { RouteCount, RouteRecord } from '../domain/route-record.js';

/** Counts to add to what is known of a country. */
export interface CountRoutes {
  /** ISO 3166-1 alpha-2, or `001` for numbers that belong to no country. */
  readonly country: string;
  /** May be empty, to read what is known. */
  readonly counts: readonly RouteCount[];
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * Stores how the messages to each country have done, by sender, so that the processes of a server learn together. It gets no
 * number, no address, and nothing made from them.
 *
 * `count` is **one atomic step** over all processes that share the storage, and takes one round trip: of calls at once, no
 * count is lost. The rules are those of `countedRoutes`. A step that is taken twice, because a client sent it again after it
 * lost a connection, counts twice: that does little harm.
 *
 * Each call brings its time; a storage never reads a clock. What is known of a country must be deleted without a further call
 * once nothing has been counted for 30 days (`routesKeptMs`); reading doesn't extend that. Minutes that are more than an hour ahead
 * (`routesAheadMs`) are forgotten with the next count.
 *
 * It rejects with `StorageUnavailableError` if the step was not, or possibly not, taken. No message waits for it or fails
 * because of it.
 *
 * Test your own implementation with `routeStorageContract` of `@threepid/contract-tests`.
 */
export interface RouteStorage {
  /** Name for logs, such as `redis`. */
  readonly name: string;

  /** Adds the counts, and answers what is known of the country then. */
  count(request: CountRoutes): Promise<RouteRecord>;
}
