import type { MetricData } from '@opentelemetry/sdk-metrics';

/** What a process has counted since it started. It can be sent to another process as JSON. */
export type MetricsSnapshot = readonly MetricData[];
