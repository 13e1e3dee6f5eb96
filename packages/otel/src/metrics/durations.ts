import type { Attributes, Histogram } from '@opentelemetry/api';
import { quietly } from '../quietly.js';
import type { DurationSink, DurationTable } from './duration-table.js';
import { LabelSets, type LabelValue } from './label-sets.js';

/** So many durations are passed on at once, which takes some 50 microseconds. */
const mostPending = 64;

/**
 * Durations of one set of labels. They are passed on in batches, at the latest when the metrics are read: the SDK makes a text of
 * the labels for each of them, which takes longer between the steps of a request than one after the other.
 */
export class DurationsOf implements DurationSink {
  /** In seconds. */
  private readonly pending: number[] = [];

  constructor(
    private readonly histogram: Histogram,
    private readonly attributes: Attributes,
  ) {}

  record(ms: number): void {
    if (this.pending.push(ms / 1_000) >= mostPending) this.passOn();
  }

  passOn(): void {
    const values = this.pending.splice(0);
    quietly(() => {
      for (const value of values) this.histogram.record(value, this.attributes);
    });
  }
}

/** A histogram of durations of the SDK's. */
export class Durations implements DurationTable {
  private readonly byLabels: LabelSets<DurationsOf>;

  constructor(histogram: Histogram, labels: readonly string[]) {
    this.byLabels = new LabelSets(labels, (attributes) => new DurationsOf(histogram, attributes));
  }

  of(values: readonly LabelValue[]): DurationsOf {
    return this.byLabels.of(values);
  }

  passOn(): void {
    for (const durations of this.byLabels.all) durations.passOn();
  }
}
