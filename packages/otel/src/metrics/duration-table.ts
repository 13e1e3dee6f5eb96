import type { LabelValue } from './label-sets.js';

/** Takes the durations of one set of labels. */
export interface DurationSink {
  record(ms: number): void;
}

/** A histogram of durations, by its labels. */
export interface DurationTable {
  /** @param values of the labels, in their order. */
  of(values: readonly LabelValue[]): DurationSink;
  /** Gives everything that is kept here to the SDK. */
  passOn(): void;
}
