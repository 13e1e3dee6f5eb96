import { ValueType, type Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type GaugeMetricData,
  type Histogram,
  type HistogramMetricData,
  type MetricData,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';

type Points<T> = readonly (readonly [Attributes, T, at?: number])[];

/** A counter as the SDK says it. */
export function counted(name: string, points: Points<number>): SumMetricData {
  return { ...partsOf(name, points), dataPointType: DataPointType.SUM, isMonotonic: true };
}

/** A gauge as the SDK says it. */
export function gauged(name: string, points: Points<number>): GaugeMetricData {
  return { ...partsOf(name, points), dataPointType: DataPointType.GAUGE };
}

/** A histogram, of seconds with one boundary, as the SDK says it. */
export function timed(
  name: string,
  points: Points<readonly [below: number, above: number]>,
): HistogramMetricData {
  const histograms = points.map(([attributes, counts]) => [attributes, histogramOf(counts)] as const);
  return { ...partsOf(name, histograms, 's'), dataPointType: DataPointType.HISTOGRAM };
}

function histogramOf([below, above]: readonly [number, number]): Histogram {
  return {
    buckets: { boundaries: [1], counts: [below, above] },
    count: below + above,
    sum: below / 2 + above * 2,
    min: 0.5,
    max: 2,
  };
}

function partsOf<T>(name: string, points: Points<T>, unit = '') {
  return {
    descriptor: { name, description: `About ${name}.`, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: points.map(([attributes, value, at = 0]) => ({
      attributes,
      value,
      startTime: [0, 0] as [number, number],
      endTime: [Math.floor(at), (at % 1) * 1e9] as [number, number],
    })),
  };
}

/** The value of a counter or gauge, over all labels. */
export function valueOf(metrics: readonly MetricData[], name: string): number | undefined {
  const found = metrics.find(({ descriptor }) => descriptor.name === name);
  const isPlain = found?.dataPointType === DataPointType.SUM || found?.dataPointType === DataPointType.GAUGE;
  return isPlain ? found.dataPoints.reduce((total, { value }) => total + value, 0) : undefined;
}
