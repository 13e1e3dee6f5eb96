import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  PeriodicExportingMetricReader,
  type AggregationTemporality,
  type IMetricReader,
  type InstrumentType,
  type MetricProducer,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { ExportLog } from './export-log.js';
import { temporalityOf } from './temporality-of.js';

type ExportArguments = Parameters<OTLPMetricExporter['export']>;

/** Sends metrics, and logs what goes wrong: the SDK would tell nobody. */
class LoggedMetricExporter extends OTLPMetricExporter {
  constructor(private readonly log: ExportLog) {
    super();
  }

  override export(metrics: ExportArguments[0], done: ExportArguments[1]): void {
    super.export(metrics, (result) => {
      this.log.took({ isSent: result.error === undefined, error: result.error });
      done(result);
    });
  }

  override selectAggregationTemporality(instrument: InstrumentType): AggregationTemporality {
    return temporalityOf(instrument, super.selectAggregationTemporality(instrument));
  }
}

/** An exporter to where `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
export function metricExporter(log: ExportLog): PushMetricExporter {
  return new LoggedMetricExporter(log);
}

/** Exports metrics time and again. */
export function sendMetrics(
  exporter: PushMetricExporter,
  exportIntervalMillis: number,
  metricProducers: MetricProducer[],
): IMetricReader {
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis, metricProducers });
}
