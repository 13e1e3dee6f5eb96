import type { Attributes, Counter } from '@opentelemetry/api';
import { LabelSets, type LabelValue } from './label-sets.js';

/** The sum of a counter for a set of labels since it was read. */
export interface Sum {
  readonly attributes: Attributes;
  amount: number;
}

/**
 * A counter that adds up by itself, and passes the sums on when the metrics are read: the SDK takes a microsecond for each call, as
 * it makes a text of the labels.
 */
export class Tally {
  private readonly sums: LabelSets<Sum>;

  constructor(
    private readonly counter: Counter,
    labels: readonly string[],
  ) {
    this.sums = new LabelSets(labels, (attributes) => ({ attributes, amount: 0 }));
  }

  /** @param values of the labels, in their order. */
  of(values: readonly LabelValue[]): Sum {
    return this.sums.of(values);
  }

  /** @param values of the labels, in their order. */
  add(values: readonly LabelValue[]): void {
    this.sums.of(values).amount += 1;
  }

  passOn(): void {
    for (const sum of this.sums.all) {
      if (sum.amount === 0) continue;
      this.counter.add(sum.amount, sum.attributes);
      sum.amount = 0;
    }
  }
}
