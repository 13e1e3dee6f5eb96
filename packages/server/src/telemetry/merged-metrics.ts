import type { Attributes, HrTime } from '@opentelemetry/api';
import { DataPointType, type DataPoint, type Histogram, type MetricData } from '@opentelemetry/sdk-metrics';
import type { MetricsSnapshot } from './metrics-snapshot.js';

/** Joins what two processes say under the same labels. */
type Join<T> = (one: DataPoint<T>, other: DataPoint<T>) => DataPoint<T>;

/**
 * The metrics of several processes in one: counters and histograms are summed. Of gauges, the newest value counts, because
 * most of them are read from the storage that all share; `joinsOfGauges` has the others.
 */
export function mergedMetrics(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  const metrics = new Map<string, MetricData>();
  for (const metric of snapshots.flat()) {
    const { name } = metric.descriptor;
    const known = metrics.get(name);
    metrics.set(name, known === undefined ? metric : merged(known, metric));
  }
  return [...metrics.values()];
}

/** The metrics that stay true of a process that has ended: those that count. */
export function lastingMetrics(snapshot: MetricsSnapshot): MetricsSnapshot {
  return snapshot.filter(
    (metric) =>
      metric.dataPointType === DataPointType.HISTOGRAM ||
      (metric.dataPointType === DataPointType.SUM && metric.isMonotonic),
  );
}

function merged(one: MetricData, other: MetricData): MetricData {
  if (one.dataPointType === DataPointType.SUM && other.dataPointType === DataPointType.SUM)
    return { ...one, dataPoints: joined(one.dataPoints, other.dataPoints, sum) };
  if (one.dataPointType === DataPointType.HISTOGRAM && other.dataPointType === DataPointType.HISTOGRAM)
    return { ...one, dataPoints: joined(one.dataPoints, other.dataPoints, sumOfHistograms) };
  if (one.dataPointType === DataPointType.GAUGE && other.dataPointType === DataPointType.GAUGE) {
    const join = joinsOfGauges[one.descriptor.name] ?? newest;
    return { ...one, dataPoints: joined(one.dataPoints, other.dataPoints, join) };
  }
  return one;
}

function joined<T>(
  some: readonly DataPoint<T>[],
  others: readonly DataPoint<T>[],
  join: Join<T>,
): DataPoint<T>[] {
  const points = new Map(some.map((point) => [keyOf(point.attributes), point]));
  for (const point of others) {
    const key = keyOf(point.attributes);
    const known = points.get(key);
    points.set(key, known === undefined ? point : join(known, point));
  }
  return [...points.values()];
}

/** The same for the same labels, whatever their order. */
function keyOf(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const sum: Join<number> = (one, other) => ({ ...one, value: one.value + other.value });

const newest: Join<number> = (one, other) => (isLater(other.endTime, one.endTime) ? other : one);

const least: Join<number> = (one, other) => (other.value < one.value ? other : one);

const greatest: Join<number> = (one, other) => (other.value > one.value ? other : one);

const joinsOfGauges: Readonly<Record<string, Join<number>>> = {
  process_resident_memory_bytes: sum,
  nodejs_eventloop_lag_p99_seconds: greatest,
  nodejs_eventloop_lag_max_seconds: greatest,
  // Each process knows what it has tried: a provider that fails for one of them is not well.
  'threepid.provider.healthy': least,
};

function isLater([seconds, nanoseconds]: HrTime, [than, andNanoseconds]: HrTime): boolean {
  return seconds === than ? nanoseconds > andNanoseconds : seconds > than;
}

/** All processes run the same program, so their histograms have the same buckets. */
const sumOfHistograms: Join<Histogram> = (one, other) => ({
  ...one,
  value: {
    buckets: {
      boundaries: one.value.buckets.boundaries,
      counts: one.value.buckets.counts.map(
        (count, index) => count + (other.value.buckets.counts[index] ?? 0),
      ),
    },
    count: one.value.count + other.value.count,
    ...(one.value.sum === undefined || other.value.sum === undefined
      ? {}
      : { sum: one.value.sum + other.value.sum }),
  },
});
