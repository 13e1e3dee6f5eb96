import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';

/** How long after an error was logged in full others are counted instead, in milliseconds. */
const quietMs = 10_000;

/**
 * The log of an error that comes with every request while something is down: in full now and then, with its cause and
 * its stack; those in between are counted.
 */
export class RepeatedErrorLog {
  private loggedAt: number | undefined;
  private leftOut = 0;

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** Logs an error, with the number of those that were left out before it; or leaves it out. */
  error(fields: Readonly<Record<string, unknown>>, message: string): void {
    if (this.isQuiet()) {
      this.leftOut += 1;
      return;
    }
    this.logger.error(this.leftOut === 0 ? fields : { ...fields, leftOut: this.leftOut }, message);
    this.loggedAt = this.clock.now();
    this.leftOut = 0;
  }

  /** Logs how many were left out since the last one, once it is long ago: for when no more of them come. */
  settle(message: string): void {
    if (this.leftOut === 0 || this.isQuiet()) return;
    this.logger.error({ leftOut: this.leftOut }, message);
    this.leftOut = 0;
  }

  private isQuiet(): boolean {
    if (this.loggedAt === undefined) return false;
    const elapsed = this.clock.now() - this.loggedAt;
    // A clock that was set back says nothing.
    return elapsed >= 0 && elapsed < quietMs;
  }
}
