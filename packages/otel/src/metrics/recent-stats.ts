import { withinTime, type Clock } from '@threepid/core';

/** Figures that are this old are good enough. */
const freshMs = 10_000;

/** A storage that is slower leaves the gauges out, and doesn't hold up whoever reads the metrics. */
const patienceMs = 1_000;

/**
 * Figures of a storage for gauges: read once in 10 seconds at most, by one call at once, however often and by how many readers
 * the metrics are read.
 */
export class RecentStats<Stats> {
  private reading: Promise<Stats | undefined> | undefined;
  private isUnderWay = false;
  /** Unix time in milliseconds. */
  private readAt = 0;

  constructor(
    private readonly read: () => Promise<Stats>,
    private readonly clock: Clock,
  ) {}

  /** Undefined if the figures can't be read, or not in time. Never rejects. */
  async recent(): Promise<Stats | undefined> {
    if (this.reading === undefined || this.isDue()) this.reading = this.start();
    return withinTime(this.clock, patienceMs, this.reading, undefined);
  }

  /** A clock that was set back makes them due too. */
  private isDue(): boolean {
    const ageMs = this.clock.now() - this.readAt;
    return !this.isUnderWay && (ageMs >= freshMs || ageMs < 0);
  }

  private async start(): Promise<Stats | undefined> {
    this.isUnderWay = true;
    this.readAt = this.clock.now();
    try {
      return await this.read();
    } catch {
      // The framework logs what fails in its storage; a metric that is missing says it here.
      return undefined;
    } finally {
      this.isUnderWay = false;
    }
  }
}
