import type { KeptMessage } from './kept-message.js';

/** The last messages, and the requests that wait for the next one. */
export class KeptMessages {
  private readonly waiting = new Set<() => void>();
  private kept: readonly KeptMessage[] = [];
  private closed = false;

  constructor(private readonly most: number) {}

  /** Newest first. */
  get all(): readonly KeptMessage[] {
    return this.kept;
  }

  get lastId(): number {
    return this.kept[0]?.id ?? 0;
  }

  /** Keeps a message, created with the next id. */
  keep(make: (id: number) => KeptMessage): void {
    this.kept = [make(this.lastId + 1), ...this.kept].slice(0, this.most);
    this.wakeAll();
  }

  /** Resolves as soon as there is a message with an id greater than `id`, or after `longestMs` milliseconds. */
  newerThan(id: number, longestMs: number): Promise<void> {
    if (this.closed || this.lastId > id) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      // A waiting page must not keep the process alive.
      const timer = setTimeout(wake, longestMs).unref();
      this.waiting.add(wake);
    });
  }

  /** Resolves all current and future calls of `newerThan`. */
  close(): void {
    this.closed = true;
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wake of this.waiting) wake();
  }
}
