import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../read-settings.js';
import { otlpSignalsOf } from '../settings/otlp-signals.js';
import type { MetricsAddress } from '../settings/parsers/metrics-address.js';
import { MetricsPort } from '../telemetry/metrics-port.js';
import { serveMetrics } from '../telemetry/serve-metrics.js';
import type { MeteredWorker } from './metered-worker.js';
import { StatsReader } from './stats-reader.js';

/** The metrics of a server of several processes. */
export interface ProcessesMetrics {
  /** Takes a worker into account from now on. */
  watch(worker: MeteredWorker): void;
  /**
   * Serves them, and resolves to their URL; undefined without `THREEPID_METRICS`.
   *
   * @throws SettingsError if the address can't be listened on.
   */
  serve(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Undefined if nobody asks for metrics: then nothing of the SDK is loaded. */
export async function openProcessesMetrics(
  settings: Settings,
  logger: Logger,
): Promise<ProcessesMetrics | undefined> {
  const statsReader = new StatsReader();
  if (settings.metrics !== undefined) return servedMetrics(settings.metrics, statsReader, logger);
  if (!otlpSignalsOf(settings).metrics) return undefined;
  return {
    watch: (worker) => {
      statsReader.watch(worker);
    },
    serve: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

async function servedMetrics(
  address: MetricsAddress,
  statsReader: StatsReader,
  logger: Logger,
): Promise<ProcessesMetrics> {
  const { WorkerMetrics } = await import('./worker-metrics.js');
  const { ProcessMetrics } = await import('../telemetry/process-metrics.js');
  const workers = new WorkerMetrics(statsReader, (delayMs) => wait(delayMs, undefined, { ref: false }));
  const own = new ProcessMetrics();
  const port = new MetricsPort(logger);
  return {
    watch: (worker) => {
      statsReader.watch(worker);
      workers.watch(worker);
    },
    serve: () => serveMetrics(port, address, (patienceMs) => workers.collect(patienceMs, own.read())),
    close: async () => {
      own.close();
      await port.close();
    },
  };
}
