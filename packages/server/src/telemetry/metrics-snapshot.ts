import type { MetricData } from '@opentelemetry/sdk-metrics';

/** The counts of a process since it started. They can be sent to another process as JSON. */
export type MetricsSnapshot = readonly MetricData[];
