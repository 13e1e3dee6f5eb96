import { threepidPlugin } from '@threepid/fastify';
import { createAddressRanges, createCors, type Clock, type CorsOption, type Threepid } from '@threepid/core';
import type { Inbox } from '@threepid/inbox';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { logResponse } from '../log/log-response.js';
import { stopGracefully } from '../stop/graceful-stop.js';
import { monotonicClock } from '../stop/monotonic-clock.js';
import { answerUnrouted } from './answer-unrouted.js';
import { warnOfForwarding } from './forwarding-warnings.js';
import { serveHealth, type ReadinessCheck } from './health.js';
import { answerError, answerHttpEdge, connectionRefusal } from './http-edge.js';

/** What the HTTP server is made of. */
export interface HttpServerOptions {
  readonly threepid: Threepid;
  readonly logger: Logger;
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[] | undefined;
  /** Addresses and ranges of the framework's delegates: a proxy among them is warned of. Default: none. */
  readonly delegates?: readonly string[];
  /** How long an idle connection is kept open. Default: 130, since Synapse keeps its own for 120. */
  readonly keepAliveSeconds?: number;
  /** The framework's, for answers that don't come from it. Default: `'*'`. */
  readonly cors?: CorsOption;
  /** The development inbox, if there is one. */
  readonly inbox?: Inbox | undefined;
  /** Rejects while the server can't do its work. Called once in 2 seconds at most, however many ask. */
  readonly ready: ReadinessCheck;
  /** For spans of time alone. Default: the process's monotonic time. */
  readonly clock?: Clock;
}

/** Longest time for a request's head, and for all of it, in milliseconds: a slow sender holds no connection for long. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** Below the 10 seconds that Fastify gives a hook, all of them. */
const stopPatience = { idleMs: 1_000, halfMs: 5_000, wholeMs: 8_000 } as const;

/** Makes the HTTP server; it does not listen yet. */
export function createHttpServer({
  threepid,
  logger,
  trustProxy = [],
  delegates = [],
  keepAliveSeconds = 130,
  cors: corsOption,
  inbox,
  ready,
  clock = monotonicClock,
}: HttpServerOptions): FastifyInstance {
  const cors = createCors(corsOption);
  // Of this type, so that the instance is one for any plugin.
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    loggerInstance,
    // Fastify's own lines would hold the whole URL: the query of submitToken has the code in it.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveSeconds * 1_000,
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: 5_000,
      // Refused below, in the protocol's form.
      requireHostHeader: false,
    },
    // A base URL with a slash at its end: the core takes several slashes before _matrix for one.
    routerOptions: { ignoreDuplicateSlashes: true },
    // A request on a connection that was open before the stop is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: trustProxy.length > 0 && createAddressRanges(trustProxy, 'proxy'),
    // A URL that Fastify can't decode: what lies there is for the router to say, as under any other host.
    frameworkErrors: (_error, request, reply) => {
      void answerUnrouted(threepid, request, reply, cors);
    },
    clientErrorHandler: connectionRefusal(cors),
  });
  if (inbox !== undefined) serveInbox(app, inbox);
  stopGracefully(app, stopPatience, clock);
  answerHttpEdge(app, cors);
  warnOfForwarding(app, { trustProxy, delegates, logger });
  app.addHook('onResponse', logResponse);
  // The plugin leaves the request of a route of ours without its headers: those are of the raw one.
  app.setErrorHandler((error, request, reply) =>
    answerError(error, request, reply, cors.headersFor(request.raw.headers.origin)),
  );
  app.setNotFoundHandler(async (request, reply) => answerUnrouted(threepid, request, reply, cors));
  serveHealth(app, ready, logger, clock);
  app.register(threepidPlugin, { threepid });
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
