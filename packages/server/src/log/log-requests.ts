import type { RequestRecord } from '@threepid/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { requestIdHeader } from './request-ids.js';
import { loggablePath } from './loggable-path.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its record, for its line in the log. */
    record: RequestRecord | undefined;
  }
}

/**
 * Logs each request and its answer: one line. All other lines that the request causes have the same `requestId`, which the
 * answer has too. Call it before any other hook is added.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  // The framework is handed the record: a logger of its own for each request would only take time.
  app.setChildLoggerFactory(() => logger);
  app.decorateRequest('record', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    request.record = { id: request.id };
    reply.header(requestIdHeader, request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    logger.info(lineOf(request, reply), 'request');
    done();
  });
}

/** Undefined fields are not in the line. */
function lineOf({ id, method, url, record }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply) {
  return {
    requestId: id,
    method,
    route: record?.route ?? loggablePath(url),
    status: statusCode,
    ms: Math.round(elapsedTime * 10) / 10,
    outcome: record?.outcome ?? (statusCode < 400 ? 'ok' : undefined),
    country: record?.country,
    msisdn: record?.msisdn,
  };
}
