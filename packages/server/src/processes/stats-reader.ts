import type { MeteredWorker } from './metered-worker.js';

/**
 * Sees to it that one worker alone reads what all share, such as balances and what was spent: each would ask the storage for
 * the same.
 */
export class StatsReader {
  private readonly ready = new Set<MeteredWorker>();
  private reader: MeteredWorker | undefined;

  /** Takes a worker into account from when it is ready until it ends. */
  watch(worker: MeteredWorker): void {
    const ready = worker.ready().then(() => {
      this.ready.add(worker);
      if (this.reader === undefined) this.choose(worker);
    });
    // One that doesn't start ends.
    ready.catch(() => undefined);
    void worker.exit.then(() => {
      this.ready.delete(worker);
      if (this.reader === worker) this.choose([...this.ready][0]);
    });
  }

  /** Chooses another worker if this one was chosen, because it doesn't answer. */
  passOver(worker: MeteredWorker): void {
    const other = [...this.ready].find((candidate) => candidate !== worker);
    if (this.reader !== worker || other === undefined) return;
    worker.readStats(false);
    this.choose(other);
  }

  private choose(worker: MeteredWorker | undefined): void {
    this.reader = worker;
    worker?.readStats(true);
  }
}
