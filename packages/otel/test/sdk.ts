import { context, propagation, trace, type Attributes, type Span } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type MetricProducer,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
  type Sampler,
} from '@opentelemetry/sdk-trace-node';

/** A point of a metric. A histogram's value is its count. */
export interface Point {
  readonly name: string;
  readonly labels: Attributes;
  readonly value: number;
}

class Reader extends MetricReader {
  /** With sums, the SDK would repeat the last value of a gauge that is left out. */
  constructor(metricProducers: MetricProducer[] = []) {
    super({
      metricProducers,
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
    });
  }

  protected onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** A real SDK whose metrics are read when a test asks. */
export class TestMetrics {
  private readonly reader: Reader;
  readonly meterProvider: MeterProvider;

  constructor(metricProducers: MetricProducer[] = []) {
    this.reader = new Reader(metricProducers);
    this.meterProvider = new MeterProvider({ readers: [this.reader] });
  }

  async metrics(): Promise<readonly MetricData[]> {
    const { resourceMetrics, errors } = await this.reader.collect();
    if (errors.length > 0) throw new AggregateError(errors);
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }

  async points(): Promise<readonly Point[]> {
    return (await this.metrics()).flatMap(pointsOf);
  }

  /** The points of a metric, as `value label=value ...`. */
  async of(name: string): Promise<readonly string[]> {
    const points = (await this.points()).filter((point) => point.name === name);
    return points.map(({ labels, value }) => {
      return [value, ...Object.entries(labels).map(([label, text]) => `${label}=${String(text)}`)].join(' ');
    });
  }
}

function pointsOf(metric: MetricData): readonly Point[] {
  const { name } = metric.descriptor;
  if (metric.dataPointType === DataPointType.HISTOGRAM)
    return metric.dataPoints.map(({ attributes, value }) => ({
      name,
      labels: attributes,
      value: value.count,
    }));
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) throw new Error(`${name}: not used here`);
  return metric.dataPoints.map(({ attributes, value }) => ({ name, labels: attributes, value }));
}

/** A real SDK of traces, with the context and the propagation of the API. There is one at once. */
export class TestTraces {
  private readonly exporter = new InMemorySpanExporter();
  readonly tracerProvider: NodeTracerProvider;

  constructor(sampler?: Sampler) {
    const spanProcessors = [new SimpleSpanProcessor(this.exporter)];
    this.tracerProvider = new NodeTracerProvider({
      spanProcessors,
      ...(sampler === undefined ? {} : { sampler }),
    });
    this.tracerProvider.register();
  }

  get spans(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  span(name: string): ReadableSpan {
    const [span] = this.spans.filter((each) => each.name === name);
    if (span === undefined)
      throw new Error(`no span '${name}'; there are ${this.spans.map((each) => each.name).join()}`);
    return span;
  }

  /** The names of the spans, each below its parent's: `POST > open sessions`. */
  get paths(): readonly string[] {
    return this.spans.map((span) => this.pathOf(span)).sort();
  }

  private pathOf(span: ReadableSpan): string {
    const parent = this.spans.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
    return parent === undefined ? span.name : `${this.pathOf(parent)} > ${span.name}`;
  }

  /** Calls a function within a span of the host's. */
  async within<Value>(name: string, call: (span: Span) => Promise<Value>): Promise<Value> {
    return this.tracerProvider.getTracer('host').startActiveSpan(name, async (span) => {
      try {
        return await call(span);
      } finally {
        span.end();
      }
    });
  }

  end(): void {
    trace.disable();
    context.disable();
    propagation.disable();
  }
}
