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

/** Units in the names, as Prometheus wants them. Source: OpenTelemetry's "Prometheus and OpenMetrics Compatibility". */
const suffixOfUnit: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/** The serializer would leave the unit out of the name, and write it on a line that the text format doesn't know. */
function named(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  return {
    ...metric,
    descriptor: { ...metric.descriptor, name: name + (suffixOfUnit[unit] ?? ''), unit: '' },
  };
}
