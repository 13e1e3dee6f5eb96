export { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
export { prometheusViews } from './metrics/described-metrics.js';
export {
  createDurationProducer,
  type CollectedDurations,
  type DurationMetric,
  type DurationProducer,
  type DurationProducerOptions,
  type EmptyResource,
} from './metrics/duration-producer.js';
export type { BucketPoint } from './metrics/bucket-counts.js';
