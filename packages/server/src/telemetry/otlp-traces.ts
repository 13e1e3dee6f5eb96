import type { TracerProvider } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ExportLog } from './export-log.js';

type ExportArguments = Parameters<OTLPTraceExporter['export']>;

/** Sends spans, and logs what goes wrong: the SDK would tell nobody. */
class LoggedTraceExporter extends OTLPTraceExporter {
  constructor(private readonly log: ExportLog) {
    super();
  }

  override export(spans: ExportArguments[0], done: ExportArguments[1]): void {
    super.export(spans, (result) => {
      this.log.took({ isSent: result.error === undefined, error: result.error });
      done(result);
    });
  }
}

/** Traces that are sent to a collector. */
export interface OtlpTraces {
  readonly tracerProvider: TracerProvider;
  shutdown(): Promise<void>;
}

/** Sends traces to where `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
export function sendTraces(resource: Resource, log: ExportLog): OtlpTraces {
  const tracerProvider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new LoggedTraceExporter(log))],
  });
  // A span's parent is found by the context of the asynchronous call, and a caller's span by its headers.
  tracerProvider.register();
  return { tracerProvider, shutdown: () => tracerProvider.shutdown() };
}
