import { collectBody, remoteAddressOf, splitTarget, type HttpRequest, type Threepid } from '@threepid/core';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';

/** Options of the plugin, in addition to Fastify's `prefix`. */
export interface ThreepidPluginOptions {
  readonly threepid: Pick<Threepid, 'handle' | 'claims'>;
  /** A record of yours, which is filled for your line in the log. Default: none. */
  readonly record?: (request: FastifyRequest) => HttpRequest['record'];
}

/**
 * Fastify plugin that answers the protocol's calls: `app.register(threepidPlugin, { threepid })`.
 *
 * It has its own scope, so the host's parsers, hooks and error handler don't change. The client's address is
 * `request.ip`, which follows the host's `trustProxy`.
 */
export const threepidPlugin: FastifyPluginCallback<ThreepidPluginOptions> = (scope, options, done) => {
  scope.removeAllContentTypeParsers();
  // To Fastify, every content type, even an invalid one, is bytes: the core checks it.
  scope.addHook('onRequest', (request, _reply, next) => {
    if ('content-type' in request.headers) request.headers = { 'content-type': 'application/octet-stream' };
    next();
  });
  // Passes the stream on: the core reads it, with its own limit.
  scope.addContentTypeParser('*', (_request, payload, parsed) => {
    parsed(null, payload);
  });
  for (const { path, methods } of options.threepid.claims) {
    scope.route({
      method: methods === undefined ? scope.supportedMethods : [...methods],
      url: path,
      exposeHeadRoute: false,
      handler: (request, reply) => answer(options, scope, request, reply),
    });
  }
  done();
};

async function answer(
  { threepid, record }: ThreepidPluginOptions,
  scope: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = await toHttpRequest(request, scope.prefix);
  const response = await threepid.handle({ record: record?.(request), ...asked });
  if (response === undefined) {
    reply.callNotFound();
    return reply;
  }
  const { status, headers, body } = response;
  // Without a serializer of ours, Fastify would add a charset. Node writes a string together with the headers.
  reply.code(status).headers(headers).serializer(unchanged);
  return reply.send(body === '' ? undefined : body);
}

/** If a hook of the host fails after this, the host's error handler may answer with an object. */
function unchanged(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

async function toHttpRequest(request: FastifyRequest, prefix: string): Promise<HttpRequest> {
  const { path, query } = splitTarget(request.url);
  // Read before the body: it is gone once the client has disconnected.
  const remoteAddress = remoteAddressOf(request.ip, request.raw.socket);
  return {
    id: request.id,
    method: request.method,
    path: path.slice(prefix.length),
    query,
    headers: request.raw.headers,
    body: await collectBody((request.body ?? request.raw) as AsyncIterable<Uint8Array>),
    remoteAddress,
  };
}
