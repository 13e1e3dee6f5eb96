import type { MetricsSnapshot } from '../telemetry/metrics-snapshot.js';
import type { MeteredWorker } from './metered-worker.js';

/** A worker, and what it said last. */
export class WatchedWorker {
  last: MetricsSnapshot = [];
  private isReady = false;
  /** Settles with its answer, or its end. Undefined if nothing was asked since its last answer. */
  private answer: Promise<void> | undefined;
  private answered: () => void = () => undefined;

  constructor(readonly worker: MeteredWorker) {
    worker.ready().then(
      () => (this.isReady = true),
      // It ends.
      () => undefined,
    );
    worker.onMetrics((snapshot) => {
      this.last = snapshot;
      this.settle();
    });
    void worker.exit.then(() => {
      this.settle();
    });
  }

  /** `silent`: it has not answered yet. */
  get state(): 'starting' | 'responding' | 'silent' {
    if (!this.isReady) return 'starting';
    return this.answer === undefined ? 'responding' : 'silent';
  }

  /** Asks it, unless it starts or has not answered the last question yet: they would queue up in one that hangs. */
  ask(): Promise<void> {
    if (!this.isReady) return Promise.resolve();
    if (this.answer === undefined) {
      this.answer = new Promise((resolve) => (this.answered = resolve));
      this.worker.askMetrics();
    }
    return this.answer;
  }

  private settle(): void {
    this.answer = undefined;
    this.answered();
  }
}
