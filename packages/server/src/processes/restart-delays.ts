import type { Clock } from '@threepid/core';

/** Time in which deaths count as one row, in milliseconds. */
const rowMs = 60_000;

/** Delays before restarts, by the number of deaths in the row, in milliseconds. */
const delaysMs = [100, 200, 400, 800, 1_600] as const;

/** Delays before a worker's restarts. They grow while its processes die soon after each other. */
export class RestartDelays {
  private deaths: readonly number[] = [];

  constructor(private readonly clock: Clock) {}

  /** The delay after a death now, in milliseconds. Undefined after too many in a minute: it isn't worth another try. */
  next(): number | undefined {
    const now = this.clock.now();
    const recent = this.deaths.filter((time) => now - time < rowMs);
    this.deaths = [...recent, now];
    return delaysMs[recent.length];
  }
}
