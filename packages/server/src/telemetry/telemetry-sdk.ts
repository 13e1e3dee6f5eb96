import type { MeterProvider as MeterProviderApi, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  type IMetricReader,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { createDurationProducer, type DurationProducer } from '@threepid/otel';
import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { otlpSignalsOf } from '../settings/otlp-signals.js';
import type { Settings } from '../read-settings.js';
import { monotonicClock } from '../stop/monotonic-clock.js';
import { ExportLog } from './export-log.js';
import type { MetricsSnapshot } from './metrics-snapshot.js';
import type { OtlpTraces } from './otlp-traces.js';
import { ProcessMetrics } from './process-metrics.js';
import { serverResource } from './server-resource.js';
import { SnapshotReader } from './snapshot-reader.js';

/** The SDK of OpenTelemetry, with what the settings ask of it. */
export interface TelemetrySdk {
  readonly meterProvider: MeterProviderApi;
  /** Undefined if the SDK counts durations: a collector that wants differences needs that. */
  readonly durations: DurationProducer | undefined;
  /** Undefined if no traces are sent. */
  readonly tracerProvider: TracerProvider | undefined;
  /** The metrics of this process so far. Only with `THREEPID_METRICS`. */
  readonly snapshot: (() => Promise<MetricsSnapshot>) | undefined;
  /** Sends what has not been sent yet, if the collector takes it within 3 seconds. */
  close(): Promise<void>;
}

/** Longest time for the last export, in milliseconds: part of the time that a stop may take. */
const lastExportMs = 3_000;

/** Opens the SDK. */
export async function openTelemetrySdk(settings: Settings, logger: Logger): Promise<TelemetrySdk> {
  const resource = serverResource();
  const otlp = await openOtlpMetrics(settings, logger);
  const durations = otlp?.isCumulative === false ? undefined : createDurationProducer();
  const producers = durations === undefined ? [] : [durations];
  const own = settings.metrics === undefined ? undefined : new OwnSnapshots(producers);
  const traces = await openTraces(settings, resource, logger);
  const readers = [own?.reader, otlp?.readerOf(producers)].filter((reader) => reader !== undefined);
  const meterProvider = new MeterProvider({ resource, readers });
  return {
    meterProvider,
    durations,
    tracerProvider: traces?.tracerProvider,
    snapshot: own && (() => own.read()),
    close: async () => {
      own?.close();
      await shutDown([meterProvider, ...(traces === undefined ? [] : [traces])]);
    },
  };
}

/** Metrics that are read when somebody asks, with those of the process. */
class OwnSnapshots {
  readonly reader: SnapshotReader;
  private readonly ofProcess = new ProcessMetrics();

  constructor(producers: MetricProducer[]) {
    this.reader = new SnapshotReader(producers);
  }

  async read(): Promise<MetricsSnapshot> {
    return [...(await this.reader.read()), ...this.ofProcess.read()];
  }

  close(): void {
    this.ofProcess.close();
  }
}

async function openTraces(
  settings: Settings,
  resource: Resource,
  logger: Logger,
): Promise<OtlpTraces | undefined> {
  if (!otlpSignalsOf(settings).traces) return undefined;
  const { sendTraces } = await import('./otlp-traces.js');
  return sendTraces(resource, new ExportLog('traces', logger, monotonicClock));
}

/** Metrics that are sent. */
interface OtlpMetrics {
  /** False if the variables of OpenTelemetry ask for differences. */
  readonly isCumulative: boolean;
  readerOf(producers: MetricProducer[]): IMetricReader;
}

async function openOtlpMetrics(settings: Settings, logger: Logger): Promise<OtlpMetrics | undefined> {
  if (!otlpSignalsOf(settings).metrics) return undefined;
  const { metricExporter, sendMetrics } = await import('./otlp-metrics.js');
  const exporter = metricExporter(new ExportLog('metrics', logger, monotonicClock));
  const temporality = exporter.selectAggregationTemporality?.(InstrumentType.HISTOGRAM);
  return {
    isCumulative: temporality === AggregationTemporality.CUMULATIVE,
    readerOf: (producers) => sendMetrics(exporter, settings.metricExportInterval, producers),
  };
}

/** A collector that is down or hangs holds up nothing. What fails is in the log. */
async function shutDown(parts: readonly { shutdown(): Promise<void> }[]): Promise<void> {
  const all = Promise.allSettled(parts.map((part) => part.shutdown()));
  await Promise.race([all, wait(lastExportMs, undefined, { ref: false })]);
}
