import { print } from '../print.js';
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

/** Stops a server, and this process with it, on SIGTERM and SIGINT. */
export function stopOnSignals(server: Stoppable): void {
  const take = takeStopSignals(
    {
      stop: (signal) => void stop(server, signal),
      end: (signal) => {
        print(`threepid: ${signal} again: ending at once`);
        end(server);
      },
    },
    monotonicClock,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, take);
}

async function stop(server: Stoppable, signal: string): Promise<void> {
  print(`threepid: ${signal}: answering in-flight requests, then stopping`);
  setTimeout(() => {
    end(server);
  }, stopTimeoutMs).unref();
  if (!(await server.stop())) process.exitCode = 1;
  print('threepid: stopped');
}

function end(server: Stoppable): void {
  server.end();
  process.exit(1);
}
