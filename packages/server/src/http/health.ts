import type { Clock } from '@threepid/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { sharedResult } from './shared-result.js';

/** Check that the server can do its work. Rejects while it can't. */
export type ReadinessCheck = () => Promise<Readonly<Record<string, unknown>>>;

/** Time for which the result of a readiness check is reused, in milliseconds: a check calls Redis and each provider. */
const readinessMs = 2_000;

/** Adds the routes `/health/live` and `/health/ready`. */
export function serveHealth(app: FastifyInstance, ready: ReadinessCheck, logger: Logger, clock: Clock): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  const readiness = sharedResult(() => readinessOf(ready, logger), readinessMs, clock);
  app.get('/health/ready', async (_request, reply) => {
    const { status, body } = await readiness();
    return reply.code(status).send(body);
  });
}

/** The answer of `/health/ready`. The reason goes to the log alone: anybody may ask. */
async function readinessOf(
  ready: ReadinessCheck,
  logger: Logger,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  try {
    return { status: 200, body: { status: 'ok', ...(await ready()) } };
  } catch (err) {
    logger.warn({ err }, 'not ready');
    return { status: 503, body: { status: 'unavailable' } };
  }
}
