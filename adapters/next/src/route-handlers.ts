import { collectBody } from '@threepid/core';
import type { NextRequest } from 'next/server.js';
import { createLocate, type Answering, type NextAdapterOptions } from './next-adapter-options.js';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;

/** The exports of a `route.ts`. */
export type RouteHandlers = Record<(typeof methods)[number], (request: NextRequest) => Promise<Response>>;

/**
 * Route handlers of the App Router, for `app/%5Fmatrix/[...path]/route.ts`:
 * `export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(threepid)`.
 *
 * Paths outside the protocol get 404; the host's own route files below `app/%5Fmatrix` take precedence.
 */
export function toRouteHandlers(threepid: Answering, options: NextAdapterOptions = {}): RouteHandlers {
  const locate = createLocate(options);
  const handler = async (request: NextRequest): Promise<Response> => {
    const { nextUrl, method, headers, body } = request;
    const response = await threepid.handle({
      ...locate(nextUrl.pathname + nextUrl.search, undefined, headers.get('x-forwarded-for') ?? ''),
      method,
      headers: Object.fromEntries(headers),
      body: body === null ? undefined : await collectBody(body),
    });
    return response === undefined
      ? new Response(null, { status: 404 })
      : new Response(response.body === '' ? null : response.body, response);
  };
  return Object.fromEntries(methods.map((method) => [method, handler])) as RouteHandlers;
}
