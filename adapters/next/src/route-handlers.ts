import { splitTarget } from '@threepid/core';
import { toFetchHandler, type FetchRequest } from '@threepid/fetch';
import type { NextRequest } from 'next/server.js';
import type { Answering, NextAdapterOptions } from './next-adapter-options.js';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
/** A route file's requests are nobody else's, so none is passed on unread. */
const claims = [{ path: '/*', methods: undefined }];

/** The exports of a `route.ts`. */
export type RouteHandlers = Record<(typeof methods)[number], (request: NextRequest) => Promise<Response>>;

/**
 * Route handlers of the App Router, for `app/%5Fmatrix/[...path]/route.ts`:
 * `export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(threepid)`.
 *
 * Paths outside the protocol get 404; the host's own route files below `app/%5Fmatrix` take precedence.
 */
export function toRouteHandlers(threepid: Answering, options: NextAdapterOptions = {}): RouteHandlers {
  const { prefix = '', trustProxy = 0 } = options;
  const handle = toFetchHandler<undefined, FetchRequest>(
    { handle: (request) => threepid.handle(request), claims },
    { trustProxy, remoteAddress: undefined },
  );
  const handler = async ({ nextUrl, method, headers, body }: NextRequest): Promise<Response> => {
    // `nextUrl` is without the app's `basePath`. After a rewrite it may be without the prefix, too.
    const { path, query } = splitTarget(nextUrl.pathname + nextUrl.search, prefix);
    const url = `${path}?${query}`;
    return (await handle({ url, method, headers, body }, undefined)) ?? new Response(null, { status: 404 });
  };
  return Object.fromEntries(methods.map((method) => [method, handler])) as RouteHandlers;
}
