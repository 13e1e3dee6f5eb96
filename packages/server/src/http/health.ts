import type { Clock } from '@threepid/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Readiness } from '../readiness/readiness.js';
import { sharedResult } from './shared-result.js';

/** Check that the server can do its work. If it rejects, the server isn't ready. */
export type ReadinessCheck = () => Promise<Readiness>;

/** Time for which the result of a readiness check is reused, in milliseconds: a check calls the storage. */
const readinessMs = 2_000;

/** Adds the routes `/health/live` and `/health/ready`. */
export function serveHealth(app: FastifyInstance, ready: ReadinessCheck, logger: Logger, clock: Clock): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  const log = new ReadinessLog(logger);
  const readiness = sharedResult(() => look(ready, log), readinessMs, clock);
  app.get('/health/ready', async (_request, reply) => {
    const { isReady, parts } = await readiness();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'unavailable', ...parts });
  });
}

async function look(ready: ReadinessCheck, log: ReadinessLog): Promise<Readiness> {
  const readiness = await ready().catch((err: unknown): Readiness => ({
    isReady: false,
    parts: {},
    reason: { err },
  }));
  log.see(readiness);
  return readiness;
}

/** Logs each change once. The reason goes to the log alone: anybody may ask. */
class ReadinessLog {
  private wasReady = true;

  constructor(private readonly logger: Pick<Logger, 'info' | 'warn'>) {}

  see({ isReady, reason = {} }: Readiness): void {
    if (isReady === this.wasReady) return;
    this.wasReady = isReady;
    if (isReady) this.logger.info({}, 'ready again');
    else this.logger.warn(reason, 'not ready');
  }
}
