import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';

/** How long, after an error was logged in full, further ones are only counted, in milliseconds. */
const quietMs = 10_000;

/**
 * A log for errors that occur with every request while something is down. It logs one in full now and then, with cause
 * and stack, and counts those in between.
 */
export class RepeatedErrorLog {
  private loggedAt: number | undefined;
  private leftOut = 0;

  /** @param level of the lines. Default: `error`. */
  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
    private readonly level: 'warn' | 'error' = 'error',
  ) {}

  /** Logs an error with the number of errors skipped before it, or skips it. */
  error(fields: Readonly<Record<string, unknown>>, message: string): void {
    if (this.isQuiet()) {
      this.leftOut += 1;
      return;
    }
    this.logger[this.level](this.leftOut === 0 ? fields : { ...fields, leftOut: this.leftOut }, message);
    this.loggedAt = this.clock.now();
    this.leftOut = 0;
  }

  /** Logs how many errors were skipped since the last one if that is long ago, in case no more occur. */
  settle(message: string): void {
    if (this.leftOut === 0 || this.isQuiet()) return;
    this.logger[this.level]({ leftOut: this.leftOut }, message);
    this.leftOut = 0;
  }

  private isQuiet(): boolean {
    if (this.loggedAt === undefined) return false;
    const elapsed = this.clock.now() - this.loggedAt;
    // After a clock was set back, the difference means nothing.
    return elapsed >= 0 && elapsed < quietMs;
  }
}
