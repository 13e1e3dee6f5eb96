import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { MetricsSnapshot } from './metrics-snapshot.js';

const withoutTarget = true;
const withoutScope = true;
const serializer = new PrometheusSerializer(undefined, false, undefined, withoutTarget, withoutScope);

/** Metrics in Prometheus' text format, version 0.0.4. */
export function metricsText(snapshot: MetricsSnapshot): string {
  const metrics = snapshot.filter(({ dataPoints }) => dataPoints.length > 0).map(named);
  return serializer.serialize({
    resource: emptyResource(),
    scopeMetrics: [{ scope: { name: 'threepid' }, metrics }],
  });
}

/**
 * With the unit in the name, as Prometheus wants it: the serializer would leave it out, and write it on a line that the text format
 * doesn't know. Of our units, seconds alone are named. Source: OpenTelemetry's "Prometheus and OpenMetrics Compatibility".
 */
function named(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  return {
    ...metric,
    descriptor: { ...metric.descriptor, name: unit === 's' ? `${name}_seconds` : name, unit: '' },
  };
}
