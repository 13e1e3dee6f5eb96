/** Gives the place in the window back. Further calls do nothing. */
export type Leave = () => void;

interface Waiting {
  readonly resolve: (leave: Leave) => void;
  readonly reject: (cause: Error) => void;
}

/** Limits how many are in at once, first come, first served: the window of SMPP 3.4, section 2.9. */
export class SubmissionWindow {
  private readonly queue: Waiting[] = [];
  private closed: Error | undefined;

  /** @param free the maximum that may be in at once. */
  constructor(private free: number) {}

  /** Resolves when there is room; rejects with the cause of `close`. */
  enter(): Promise<Leave> {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (this.free === 0) return new Promise((resolve, reject) => this.queue.push({ resolve, reject }));
    this.free -= 1;
    return Promise.resolve(this.leaver());
  }

  /** Rejects everyone who waits, and all later calls of `enter`. */
  close(cause: Error): void {
    this.closed = cause;
    for (const { reject } of this.queue.splice(0)) reject(cause);
  }

  private leaver(): Leave {
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const next = this.queue.shift();
      if (next === undefined) this.free += 1;
      else next.resolve(this.leaver());
    };
  }
}
