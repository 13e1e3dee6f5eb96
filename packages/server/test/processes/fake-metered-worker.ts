import type { MeteredWorker } from '../../dist/processes/metered-worker.js';
import type { MetricsSnapshot } from '../../dist/telemetry/metrics-snapshot.js';
import { counted, gauged } from '../telemetry/counted.js';

/** A worker that counts, and answers unless it hangs. */
export class FakeMeteredWorker implements MeteredWorker {
  readonly exit: Promise<void>;
  count = 0;
  hangs = false;
  readsStats = false;
  /** Number of questions, answered or not. */
  asked = 0;
  private owed = 0;
  private listener: (snapshot: MetricsSnapshot) => void = () => undefined;
  private readonly started: Promise<void>;
  start: () => void = () => undefined;
  die: () => void = () => undefined;

  constructor() {
    this.exit = new Promise((resolve) => (this.die = resolve));
    this.started = new Promise((resolve) => (this.start = resolve));
  }

  ready(): Promise<void> {
    return Promise.race([this.started, this.exit.then(() => Promise.reject(new Error('ended')))]);
  }

  onMetrics(listener: (snapshot: MetricsSnapshot) => void): void {
    this.listener = listener;
  }

  askMetrics(): void {
    this.asked += 1;
    this.owed += 1;
    if (!this.hangs) this.answer();
  }

  /** Answers what it was asked, as one that hung does. */
  goOn(): void {
    this.hangs = false;
    while (this.owed > 0) this.answer();
  }

  readStats(reads: boolean): void {
    this.readsStats = reads;
  }

  private answer(): void {
    this.owed -= 1;
    this.listener([counted('c', [[{}, this.count]]), gauged('g', [[{}, 1]])]);
  }
}

/** Lets what waits for promises go on. */
export const settled = () => new Promise(setImmediate);
