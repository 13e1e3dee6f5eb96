import { threepidPlugin } from '@threepid/fastify';
import {
  createAddressRanges,
  createCors,
  type Clock,
  type CorsOption,
  type RequestRecord,
  type Threepid,
} from '@threepid/core';
import type { Hooks } from '@threepid/hooks';
import type { Inbox } from '@threepid/inbox';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { logRequests } from '../log/log-requests.js';
import type { StartPage } from '../start-page/start-page.js';
import { stopGracefully } from '../stop/graceful-stop.js';
import { monotonicClock } from '../stop/monotonic-clock.js';
import { answerUnrouted } from './answer-unrouted.js';
import { warnOfForwarding } from './forwarding-warnings.js';
import { serveHealth, type ReadinessCheck } from './health.js';
import { answerError, answerHttpEdge, connectionRefusal } from './http-edge.js';
import { createRequestIds } from '../log/request-ids.js';

/** Options of the HTTP server. */
export interface HttpServerOptions {
  readonly threepid: Threepid;
  readonly logger: Logger;
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is trusted. */
  readonly trustProxy: readonly string[] | undefined;
  /** Addresses and ranges of the framework's delegates. A proxy among them is logged as a warning. Default: none. */
  readonly delegates?: readonly string[];
  /** Time for which an idle connection is kept open. Default: 130, since Synapse keeps its own for 120. */
  readonly keepAliveSeconds?: number;
  /** The framework's option, for answers that the server makes itself. Default: `'*'`. */
  readonly cors?: CorsOption;
  /** The development inbox, if it is on. */
  readonly inbox?: Inbox | undefined;
  /** The hooks of auth products, if there are any. */
  readonly hooks?: Hooks | undefined;
  /** The development page at `/`, if it is on. */
  readonly startPage?: StartPage | undefined;
  /** Rejects while the server can't do its work. Called at most once in 2 seconds. */
  readonly ready: ReadinessCheck;
  /** Clock for durations only. Default: the process's monotonic time. */
  readonly clock?: Clock;
}

/** Longest times for a request's head, and for all of it, in milliseconds: a slow sender can't hold a connection for long. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** All below the 10 seconds that Fastify gives a hook. */
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
  hooks,
  startPage,
  ready,
  clock = monotonicClock,
}: HttpServerOptions): FastifyInstance {
  const cors = createCors(corsOption);
  // Of this type, so that the instance has the type that plugins expect.
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    loggerInstance,
    // Fastify's own lines would hold the whole URL, and the query of submitToken contains the code.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createRequestIds(trustProxy),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveSeconds * 1_000,
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: 5_000,
      // Refused by answerHttpEdge, in the protocol's form.
      requireHostHeader: false,
    },
    // For a base URL with a trailing slash: the core treats several slashes before _matrix as one.
    routerOptions: { ignoreDuplicateSlashes: true },
    // A request on a connection that was open before the stop is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: trustProxy.length > 0 && createAddressRanges(trustProxy, 'proxy'),
    // A URL that Fastify can't decode: the core's router decides, as it does under any other host.
    frameworkErrors: (_error, request, reply) => {
      void answerUnrouted(threepid, request, reply, cors);
    },
    clientErrorHandler: connectionRefusal(cors),
  });
  logRequests(app, logger);
  if (inbox !== undefined) serveInbox(app, inbox);
  if (startPage !== undefined) app.register(threepidPlugin, { threepid: startPage });
  stopGracefully(app, stopPatience, clock);
  answerHttpEdge(app, cors);
  warnOfForwarding(app, { trustProxy, delegates, logger });
  // On our routes the plugin leaves the request without headers; the raw request has them.
  app.setErrorHandler((error, request, reply) =>
    answerError(error, request, reply, cors.headersFor(request.raw.headers.origin)),
  );
  app.setNotFoundHandler(async (request, reply) => answerUnrouted(threepid, request, reply, cors));
  serveHealth(app, ready, logger, clock);
  app.register(threepidPlugin, { threepid, record });
  if (hooks !== undefined) app.register(threepidPlugin, { threepid: hooks, record });
  return app;
}

/** The plugins fill it for the line of the request. */
function record(request: FastifyRequest): RequestRecord | undefined {
  return request.record;
}

function serveInbox(app: FastifyInstance, inbox: Inbox): void {
  app.register(threepidPlugin, { threepid: inbox });
  // A page that waits for a message must not delay the stop.
  app.addHook('preClose', (done) => {
    inbox.close();
    done();
  });
}
