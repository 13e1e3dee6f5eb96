import { threepidPlugin } from '@threepid/fastify';
import { splitTarget, type HttpResponse, type Threepid } from '@threepid/core';
import type { Inbox } from '@threepid/inbox';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { Socket } from 'node:net';
import { endConnectionsOnStop } from './end-connections.js';
import { loggablePath } from './logger.js';

/** What the HTTP server is made of. */
export interface HttpServerOptions {
  readonly threepid: Threepid;
  readonly logger: Logger;
  readonly trustProxy: readonly string[] | undefined;
  /** The development inbox, if there is one. */
  readonly inbox?: Inbox | undefined;
  /** Rejects while the server can't do its work. */
  readonly ready: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Longest time for a request's head, and for all of it, in milliseconds: a slow sender holds no connection for long. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** Makes the HTTP server; it does not listen yet. */
export function createHttpServer({
  threepid,
  logger,
  trustProxy,
  inbox,
  ready,
}: HttpServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    // Fastify's own lines would hold the whole URL: the query of submitToken has the code in it.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 5_000 },
    // A request on a connection that was open before the stop is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: trustProxy === undefined ? false : [...trustProxy],
    // A URL that Fastify can't decode: what lies there is for the router to say, as under any other host.
    frameworkErrors: (_error, request, reply) => {
      void answerUnrouted(threepid, request, reply);
    },
    clientErrorHandler: refuseConnection,
  }) as unknown as FastifyInstance;
  endConnectionsOnStop(app);
  app.addHook('onResponse', logResponse);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async (request, reply) => answerUnrouted(threepid, request, reply));
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (request, reply) => answerReady(ready, request, reply));
  app.register(threepidPlugin, { threepid });
  if (inbox !== undefined) serveInbox(app, inbox);
  return app;
}

function serveInbox(app: FastifyInstance, inbox: Inbox): void {
  app.register(threepidPlugin, { threepid: inbox });
  // A page that waits for a message does not hold up the stop.
  app.addHook('preClose', (done) => {
    inbox.close();
    done();
  });
}

/** Methods that Fastify doesn't route, and paths that nobody has: told in the protocol's own words. */
async function answerUnrouted(
  threepid: Threepid,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const response = await threepid.handle({
    method: request.method,
    ...splitTarget(request.url),
    headers: {},
    body: undefined,
    remoteAddress: undefined,
  });
  if (response !== undefined) return send(reply, response);
  return refuse(reply, 404, 'M_UNRECOGNIZED', 'Unrecognized request');
}

async function answerReady(
  ready: HttpServerOptions['ready'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    return await reply.send({ status: 'ok', ...(await ready()) });
  } catch (err) {
    request.log.warn({ err }, 'not ready');
    return reply.code(503).send({ status: 'unavailable' });
  }
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return refuse(reply, status, 'M_UNRECOGNIZED', 'The request cannot be read');
  request.log.error({ err: error }, 'request failed');
  return refuse(reply, 500, 'M_UNKNOWN', 'Internal server error');
}

function refuse(reply: FastifyReply, status: number, errcode: string, error: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
    })
    .send(Buffer.from(JSON.stringify({ errcode, error })));
}

function send(reply: FastifyReply, { status, headers, body }: HttpResponse): FastifyReply {
  return reply.code(status).headers(headers).send(Buffer.from(body));
}

/** What is no HTTP at all gets an answer too, unless the other side is gone. */
function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusByParserError[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({ errcode: 'M_UNRECOGNIZED', error: 'The request cannot be read' });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const statusByParserError: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
};

function logResponse(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  request.log.info(
    {
      method: request.method,
      path: loggablePath(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    'request',
  );
  done();
}
