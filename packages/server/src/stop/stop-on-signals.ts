import type { Logger } from 'pino';
import { tell } from '../print.js';
import { monotonicClock } from './monotonic-clock.js';
import { takeStopSignals } from './stop-signals.js';
import { stopTimeoutMs } from './stop-timeout.js';

/** A server that signals stop. */
export interface Stoppable {
  /** Answers in-flight requests, then closes everything. False if that went wrong. */
  stop(): Promise<boolean>;
  /** Ends what would outlive this process. */
  end(): void;
}

/** Stops a server, and this process with it, on SIGTERM and SIGINT. Each step is told to a person, and logged. */
export function stopOnSignals(server: Stoppable, logger: Pick<Logger, 'info'>): void {
  const take = takeStopSignals(
    {
      stop: (signal) => void stop(server, signal, logger),
      end: (signal) => {
        tell(`threepid: ${signal} again: ending at once`);
        logger.info({ signal }, 'ending at once');
        end(server);
      },
    },
    monotonicClock,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, take);
}

async function stop(server: Stoppable, signal: string, logger: Pick<Logger, 'info'>): Promise<void> {
  tell(`threepid: ${signal}: answering in-flight requests, then stopping`);
  logger.info({ signal }, 'stopping');
  setTimeout(() => {
    end(server);
  }, stopTimeoutMs).unref();
  const isWell = await server.stop();
  if (!isWell) process.exitCode = 1;
  logger.info({ isWell }, 'stopped');
  // Not left to the event loop: an export that hangs at a collector would keep the process until its time-out.
  tell('threepid: stopped', () => process.exit());
}

function end(server: Stoppable): void {
  server.end();
  process.exit(1);
}
