import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  PeriodicExportingMetricReader,
  type AggregationTemporality,
  type IMetricReader,
  type InstrumentType,
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

/** Sends metrics to where `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
export function sendMetrics(exportIntervalMillis: number, log: ExportLog): IMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new LoggedMetricExporter(log),
    exportIntervalMillis,
  });
}
