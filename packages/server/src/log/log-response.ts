import type { FastifyReply, FastifyRequest } from 'fastify';
import { loggablePath } from './loggable-path.js';

/** Logs a request and its answer, as a hook of Fastify's. */
export function logResponse(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
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
