interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Lets so many in at once, first come, first served: the window of SMPP 3.4, section 2.9. */
export class SubmissionWindow {
  private readonly queue: Waiting[] = [];
  private closed: Error | undefined;

  constructor(private free: number) {}

  /** Resolves when there is room; then `leave` must follow. Rejects with the cause of `close`. */
  enter(): Promise<void> {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.queue.push({ resolve, reject }));
  }

  leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.free += 1;
    else next.resolve();
  }

  /** Lets nobody in any more. */
  close(cause: Error): void {
    this.closed = cause;
    for (const { reject } of this.queue.splice(0)) reject(cause);
  }
}
