import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DurationSink } from './duration-table.js';

/** Counts of durations, as the SDK's readers take them. */
export interface BucketPoint {
  attributes: Attributes;
  startTime: HrTime;
  endTime: HrTime;
  value: {
    buckets: { boundaries: number[]; counts: number[] };
    sum: number;
    count: number;
    min: number;
    max: number;
  };
}

/** Counts the durations of one set of labels, by buckets of seconds. */
export class BucketCounts implements DurationSink {
  private readonly counts: number[];
  private sum = 0;
  private count = 0;
  private min = Infinity;
  private max = -Infinity;

  /** @param boundaries the greatest duration of each bucket but the last, ascending. */
  constructor(
    private readonly attributes: Attributes,
    private readonly boundaries: readonly number[],
    private readonly startTime: HrTime,
  ) {
    this.counts = Array.from({ length: boundaries.length + 1 }, () => 0);
  }

  /** Leaves out what is negative or no number, as the SDK does. */
  record(ms: number): void {
    if (!(ms >= 0)) return;
    const seconds = ms / 1_000;
    this.countIn(this.bucketOf(seconds));
    this.count += 1;
    this.sum += seconds;
    if (seconds < this.min) this.min = seconds;
    if (seconds > this.max) this.max = seconds;
  }

  /** A copy, which stays as it is. */
  point(endTime: HrTime): BucketPoint {
    const { attributes, startTime, sum, count, min, max } = this;
    const buckets = { boundaries: [...this.boundaries], counts: [...this.counts] };
    return { attributes, startTime, endTime, value: { buckets, sum, count, min, max } };
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  private countIn(bucket: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /** Most durations are in the first buckets, so that these come first. */
  private bucketOf(seconds: number): number {
    const { boundaries } = this;
    let bucket = 0;
    while (seconds > (boundaries[bucket] ?? Infinity)) bucket += 1;
    return bucket;
  }
}
