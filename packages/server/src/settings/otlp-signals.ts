import type { ServerSettings } from './server-settings.js';

/** The signals that are sent to a collector. */
export interface OtlpSignals {
  readonly traces: boolean;
  readonly metrics: boolean;
}

type OtlpSettings = Pick<
  ServerSettings,
  | 'otlpEndpoint'
  | 'otlpTracesEndpoint'
  | 'otlpMetricsEndpoint'
  | 'tracesExporter'
  | 'metricsExporter'
  | 'otelDisabled'
>;

/** Which signals are sent: those of which somebody has said where to. */
export function otlpSignalsOf(settings: Partial<OtlpSettings>): OtlpSignals {
  const { otlpEndpoint, otlpTracesEndpoint, otlpMetricsEndpoint } = settings;
  // Case doesn't matter. Source: OpenTelemetry's "Environment Variable Specification", Boolean.
  if (settings.otelDisabled?.toLowerCase() === 'true') return { traces: false, metrics: false };
  return {
    traces: settings.tracesExporter !== 'none' && (otlpTracesEndpoint ?? otlpEndpoint) !== undefined,
    metrics: settings.metricsExporter !== 'none' && (otlpMetricsEndpoint ?? otlpEndpoint) !== undefined,
  };
}
