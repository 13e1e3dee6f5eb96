export { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
export { prometheusViews } from './metrics/described-metrics.js';
