/** Steps that share a timer. */
interface Group {
  readonly timer: NodeJS.Timeout;
  readonly startedAt: number;
  readonly rejects: ((error: Error) => void)[];
  unsettled: number;
}

/** How long after its first step others join a group. Their time-out is as much longer at most, never shorter. */
const gatheredMs = 1;

/**
 * Time-outs of steps, all equally long. Under load many steps begin in the same millisecond: they share a timer, since one for each
 * takes as long as its other work.
 */
export class TimeLimit {
  private latest: Group | undefined;

  constructor(private readonly milliseconds: number) {}

  /** Settles like `step`, or rejects once it takes too long. The step itself continues. */
  keep<Result>(step: Promise<Result>): Promise<Result> {
    const group = this.group();
    return new Promise((resolve, reject) => {
      group.unsettled += 1;
      group.rejects.push(reject);
      step.then(
        (result) => {
          this.leave(group);
          resolve(result);
        },
        (error: unknown) => {
          this.leave(group);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the step rejected
          reject(error);
        },
      );
    });
  }

  private group(): Group {
    const now = performance.now();
    if (this.latest !== undefined && now - this.latest.startedAt < gatheredMs) return this.latest;
    const rejects: ((error: Error) => void)[] = [];
    const timer = setTimeout(() => {
      this.reject(rejects);
    }, this.milliseconds + gatheredMs);
    this.latest = { timer, startedAt: now, rejects, unsettled: 0 };
    return this.latest;
  }

  private leave(group: Group): void {
    group.unsettled -= 1;
    if (group.unsettled > 0) return;
    clearTimeout(group.timer);
    // Steps may still join a younger group.
    if (this.latest === group) this.latest = undefined;
  }

  /** Those that are settled already stay so. */
  private reject(rejects: readonly ((error: Error) => void)[]): void {
    for (const reject of rejects)
      reject(new Error(`no answer within ${this.milliseconds} ms; the step may still be taken`));
  }
}
