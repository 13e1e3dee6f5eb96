import { lastingMetrics, mergedMetrics } from '../telemetry/merged-metrics.js';
import type { MetricsSnapshot } from '../telemetry/metrics-snapshot.js';
import { ownGauge } from '../telemetry/own-metrics.js';
import type { MeteredWorker } from './metered-worker.js';
import type { StatsReader } from './stats-reader.js';
import { WatchedWorker } from './watched-worker.js';

/** Longest time to wait for workers, in milliseconds: one that hangs must not hold up the scrape. */
const longestMs = 2_000;

/**
 * The sum of what all workers have counted. It never falls: of a worker that doesn't answer, what it said last counts, and
 * of one that has ended too.
 */
export class WorkerMetrics {
  private readonly workers = new Set<WatchedWorker>();
  private ofEnded: MetricsSnapshot = [];

  /** @param wait waits for some milliseconds. */
  constructor(
    private readonly statsReader: StatsReader,
    private readonly wait: (delayMs: number) => Promise<unknown>,
  ) {}

  watch(worker: MeteredWorker): void {
    const watched = new WatchedWorker(worker);
    this.workers.add(watched);
    void worker.exit.then(() => {
      this.workers.delete(watched);
      this.ofEnded = mergedMetrics([this.ofEnded, lastingMetrics(watched.last)]);
    });
  }

  /**
   * @param patienceMs time after which the scraper waits no more, in milliseconds.
   * @param own the metrics of the process that supervises.
   */
  async collect(patienceMs: number, own: MetricsSnapshot = []): Promise<MetricsSnapshot> {
    const answers = [...this.workers].map((worker) => worker.ask());
    await Promise.race([Promise.all(answers), this.wait(Math.min(patienceMs / 2, longestMs))]);
    for (const { worker, state } of this.workers) if (state === 'silent') this.statsReader.passOver(worker);
    const ofWorkers = [...this.workers].map(({ last }) => last);
    return mergedMetrics([own, this.ofEnded, ...ofWorkers, [this.states()]]);
  }

  private states() {
    const states = [...this.workers].map(({ state }) => state);
    const points = (['responding', 'silent', 'starting'] as const).map(
      (state) => [{ state }, states.filter((one) => one === state).length] as const,
    );
    const description = 'Processes that serve, by whether they answered this scrape.';
    return ownGauge({ name: 'threepid_workers', description, points }, Date.now());
  }
}
