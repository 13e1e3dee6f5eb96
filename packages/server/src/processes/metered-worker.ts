import type { MetricsSnapshot } from '../telemetry/metrics-snapshot.js';

/** A worker, as those see it who read its metrics. */
export interface MeteredWorker {
  readonly exit: Promise<unknown>;
  /** @throws WorkerStartError if it can't start. */
  ready(): Promise<unknown>;
  /** Asks what it has counted. */
  askMetrics(): void;
  /** Calls a listener with each answer. */
  onMetrics(listener: (snapshot: MetricsSnapshot) => void): void;
  /** Says whether it reads what all workers share. At first, it doesn't. */
  readStats(reads: boolean): void;
}
