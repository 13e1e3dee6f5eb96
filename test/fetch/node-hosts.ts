import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Threepid } from '@threepid/core';
import { toFetchHandler } from '@threepid/fetch';
import { getRequestIP, H3, toNodeHandler, type H3Event } from 'h3';
import * as h3v1 from 'h3-1';
import { Hono, type Context } from 'hono';
import type { RequestListener } from 'node:http';

/** Hono, as its server for Node mounts it. */
export function honoListener(threepid: Pick<Threepid, 'handle' | 'claims'>): RequestListener {
  const handle = toFetchHandler(threepid, {
    remoteAddress: (_request, context: Context) => getConnInfo(context).remote.address,
  });
  const app = new Hono();
  app.use(async (context, next) => (await handle(context.req.raw, context)) ?? next());
  // Hono would print the errors of requests that were cut off.
  app.onError((_error, context) => context.text('error', 500));
  const listener = getRequestListener(app.fetch);
  return (request, response) => void listener(request, response);
}

/** H3 2, which Nitro 3 uses. */
export function h3Listener(threepid: Pick<Threepid, 'handle' | 'claims'>): RequestListener {
  const handle = toFetchHandler(threepid, {
    remoteAddress: (_request, event: H3Event) => getRequestIP(event),
  });
  return toNodeHandler(new H3({ silent: true }).use((event) => handle(event.req, event)));
}

/** H3 1, which Nuxt 3 and 4 use. */
export function h3v1Listener(threepid: Pick<Threepid, 'handle' | 'claims'>): RequestListener {
  const handle = toFetchHandler(threepid, {
    remoteAddress: (_request, event: h3v1.H3Event) => h3v1.getRequestIP(event),
  });
  const handler = h3v1.defineEventHandler((event) => handle(h3v1.toWebRequest(event), event));
  return h3v1.toNodeListener(h3v1.createApp().use(handler));
}
