import { fork } from 'node:child_process';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addressOf } from '../http/address-of.js';
import { logListening } from '../log/log-listening.js';
import type { Settings } from '../read-settings.js';
import type { Stoppable } from '../stop/stop-on-signals.js';
import { monotonicClock } from '../stop/monotonic-clock.js';
import { summaryOf } from '../summary.js';
import { openProcessesMetrics, type ProcessesMetrics } from './processes-metrics.js';
import { pulseMs, Pulses } from './pulses.js';
import { SharedPort } from './shared-port.js';
import { Supervisor } from './supervisor.js';
import { Turns } from './turns.js';
import { WorkerProcess } from './worker-process.js';

const program = fileURLToPath(new URL('worker.js', import.meta.url));

/**
 * Starts a server of several processes. This one accepts their connections and passes them on, and supervises them.
 *
 * Not by `node:cluster`: its port belongs to the workers, and the last of them to close it resets the connections that
 * wait. A single process that accepts can close it without losing any.
 *
 * @throws WorkerStartError, or an error of listening.
 */
export async function serveByWorkers(
  settings: Settings,
  logger: Logger,
  giveUp: () => void,
): Promise<Stoppable & { readonly summary: string }> {
  const turns = new Turns();
  const pulses = new Pulses({ turns, logger });
  const metrics = await openProcessesMetrics(settings, logger);
  const supervisor = new Supervisor({
    fork: () => {
      const worker = new WorkerProcess(fork(program));
      pulses.watch(worker);
      metrics?.watch(worker);
      return worker;
    },
    turns,
    logger,
    clock: monotonicClock,
    wait,
    giveUp,
  });
  const port = new SharedPort(turns, monotonicClock);
  const looks = setInterval(() => {
    pulses.look();
  }, pulseMs).unref();
  return {
    summary: await startAll(settings, logger, { supervisor, port, metrics }),
    stop: async () => {
      // A worker that stops is busy with its last requests.
      clearInterval(looks);
      await port.close();
      const isWell = await supervisor.stop();
      turns.close();
      await metrics?.close();
      return isWell;
    },
    end: () => {
      supervisor.end();
    },
  };
}

interface Started {
  readonly supervisor: Supervisor;
  readonly port: SharedPort;
  readonly metrics: ProcessesMetrics | undefined;
}

/** Starts the workers first: nobody reaches the port before they can answer. */
async function startAll(
  settings: Settings,
  logger: Logger,
  { supervisor, port, metrics }: Started,
): Promise<string> {
  const parts = await supervisor.start(settings.processes);
  try {
    const metricsUrl = await metrics?.serve();
    const url = await port.listen(await addressOf(settings.host), settings.port);
    const running = { ...parts, url, metricsUrl };
    logListening(logger, settings, { ...running, processes: supervisor.pids });
    return `${summaryOf(settings, running)}\nprocesses: ${settings.processes} (${supervisor.pids.join(', ')})`;
  } catch (error) {
    supervisor.end();
    await metrics?.close();
    throw error;
  }
}
