import { MetricReader, type MetricProducer } from '@opentelemetry/sdk-metrics';
import type { MetricsSnapshot } from './metrics-snapshot.js';
import { temporalityOf } from './temporality-of.js';

/** Reads what the SDK has counted when somebody asks. */
export class SnapshotReader extends MetricReader {
  constructor(metricProducers: MetricProducer[]) {
    super({ metricProducers, aggregationTemporalitySelector: (instrument) => temporalityOf(instrument) });
  }

  async read(): Promise<MetricsSnapshot> {
    // Errors of observed gauges leave these out.
    const { resourceMetrics } = await this.collect();
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}
