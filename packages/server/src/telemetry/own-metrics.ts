import { ValueType, type Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type GaugeMetricData,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';

/** A metric that the SDK doesn't know. Its name is Prometheus' own. */
interface OwnMetric {
  readonly name: string;
  readonly description: string;
  readonly points: readonly (readonly [Attributes, number])[];
}

/** A gauge of values as they are now. */
export function ownGauge(metric: OwnMetric, now: number): GaugeMetricData {
  return { ...partsOf(metric, now), dataPointType: DataPointType.GAUGE };
}

/** A counter. */
export function ownCounter(metric: OwnMetric, now: number): SumMetricData {
  return { ...partsOf(metric, now), dataPointType: DataPointType.SUM, isMonotonic: true };
}

function partsOf({ name, description, points }: OwnMetric, now: number) {
  return {
    descriptor: { name, description, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: points.map(([attributes, value]) => pointOf(attributes, value, now)),
  };
}

function pointOf(attributes: Attributes, value: number, now: number): DataPoint<number> {
  const time: [number, number] = [Math.floor(now / 1_000), (now % 1_000) * 1_000_000];
  return { attributes, value, startTime: time, endTime: time };
}
