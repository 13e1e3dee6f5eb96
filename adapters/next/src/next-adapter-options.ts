import type { Threepid } from '@threepid/core';
import type { FetchAdapterOptions } from '@threepid/fetch';

/** The part of a framework that routes use. */
export type Answering = Pick<Threepid, 'handle'>;

/**
 * Options of `toRouteHandlers` and `toApiHandler`. The prefix is without Next's own `basePath`.
 *
 * Without `trustProxy`, each peer is a caller on the Pages Router. On the App Router, where Next provides no address
 * that a client can't forge, all callers count as one.
 */
export type NextAdapterOptions = FetchAdapterOptions;
