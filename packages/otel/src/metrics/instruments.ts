import type { Meter, ObservableGauge } from '@opentelemetry/api';
import {
  counters,
  durations,
  gauges,
  type DescribedDuration,
  type DescribedMetric,
} from './described-metrics.js';
import type { CountedDurations } from './duration-producer.js';
import type { DurationTable } from './duration-table.js';
import { Durations } from './durations.js';
import { Tally } from './tally.js';

/** Everything that is measured. */
export interface Instruments {
  readonly counters: Readonly<Record<keyof typeof counters, Tally>>;
  readonly durations: Readonly<Record<keyof typeof durations, DurationTable>>;
  readonly gauges: Readonly<Record<keyof typeof gauges, ObservableGauge>>;
}

/** @param counted where durations are counted; undefined: by the SDK. */
export function createInstruments(meter: Meter, counted: CountedDurations | undefined): Instruments {
  return {
    counters: mapped(counters, ({ name, labels, ...options }: DescribedMetric) => {
      return new Tally(meter.createCounter(name, options), labels);
    }),
    durations: mapped(durations, (metric: DescribedDuration) => {
      return counted === undefined ? durationsOfSdk(meter, metric) : counted.table(metric);
    }),
    gauges: mapped(gauges, ({ name, description, unit }: DescribedMetric) => {
      return meter.createObservableGauge(name, unit === undefined ? { description } : { description, unit });
    }),
  };
}

function durationsOfSdk(
  meter: Meter,
  { name, labels, description, boundaries }: DescribedDuration,
): DurationTable {
  const advice = { explicitBucketBoundaries: [...boundaries] };
  return new Durations(meter.createHistogram(name, { description, unit: 's', advice }), labels);
}

function mapped<Name extends string, From, To>(
  table: Readonly<Record<Name, From>>,
  make: (from: From) => To,
): Readonly<Record<Name, To>> {
  const entries = Object.entries<From>(table).map(([name, from]) => [name, make(from)] as const);
  return Object.fromEntries(entries) as Record<Name, To>;
}
