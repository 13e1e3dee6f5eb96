import type { Attributes, Histogram } from '@opentelemetry/api';
import { LabelSets, type LabelValue } from './label-sets.js';

interface Pending {
  readonly attributes: Attributes;
  /** In seconds. */
  readonly values: number[];
}

/** So many durations are passed on at once, which takes some 50 microseconds. */
const mostPending = 64;

/**
 * A histogram of durations that passes them on in batches, at the latest when the metrics are read. The SDK makes a text of the labels
 * for each of them; one after the other, that takes half as long as between the steps of a request.
 */
export class Durations {
  private readonly pending: LabelSets<Pending>;

  constructor(
    private readonly histogram: Histogram,
    labels: readonly string[],
  ) {
    this.pending = new LabelSets(labels, (attributes) => ({ attributes, values: [] }));
  }

  /** @param values of the labels, in their order. */
  record(ms: number, values: readonly LabelValue[]): void {
    const pending = this.pending.of(values);
    if (pending.values.push(ms / 1_000) >= mostPending) this.passOnAll(pending);
  }

  passOn(): void {
    this.pending.all.forEach((pending) => {
      this.passOnAll(pending);
    });
  }

  private passOnAll({ attributes, values }: Pending): void {
    for (const value of values) this.histogram.record(value, attributes);
    values.length = 0;
  }
}
