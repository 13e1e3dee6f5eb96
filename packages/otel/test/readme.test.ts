import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  createDurationProducer,
  createTelemetry,
  prometheusViews,
  type TelemetryOptions,
} from '@threepid/otel';
import { TestMetrics } from './sdk.js';
import { Story } from './story.js';

/** The table of the README: the labels of each metric, and its name in Prometheus. */
function tableOfReadme(): ReadonlyMap<string, MetricRow> {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [
    ...readme.matchAll(/^\| `([\w.]+)` +\| (counter|gauge|histogram) +\| (.*?) +\| `(\w+)` +\|$/gm),
  ];
  return new Map(
    rows.map(([, name = '', kind = '', labels = '', inPrometheus = '']) => [
      name,
      { kind, labels: labels.replaceAll(/\(.*?\)/g, '').match(/[\w.]+/g) ?? [], inPrometheus },
    ]),
  );
}

interface MetricRow {
  readonly kind: string;
  readonly labels: readonly string[];
  readonly inPrometheus: string;
}

describe('the table of the README', () => {
  async function tell(options: TelemetryOptions): Promise<void> {
    await new Story(createTelemetry(options)).happen();
  }

  /** The names and kinds of a story. */
  async function typesIn(
    exporter: PrometheusExporter,
    options: TelemetryOptions,
  ): Promise<ReadonlyMap<string | undefined, string | undefined>> {
    await tell(options);
    const text = new PrometheusSerializer().serialize((await exporter.collect()).resourceMetrics);
    return new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]));
  }

  function hasAllRows(types: ReadonlyMap<string | undefined, string | undefined>): void {
    for (const { inPrometheus, kind } of tableOfReadme().values())
      expect(types.get(inPrometheus), inPrometheus).to.equal(kind);
  }

  it('has the metrics of a story in which everything happens, with their labels', async () => {
    const metrics = new TestMetrics();
    await tell({ meterProvider: metrics.meterProvider });
    const labels = new Map<string, Set<string>>();
    for (const { name, labels: given } of await metrics.points())
      labels.set(name, new Set([...(labels.get(name) ?? []), ...Object.keys(given)]));
    const measured = [...labels].map(([name, names]) => [name, [...names].sort()]);
    const written = [...tableOfReadme()].map(([name, row]) => [name, [...row.labels].sort()]);
    expect(measured.sort()).to.deep.equal(written.sort());
  });

  it('has their names in Prometheus', async () => {
    const durations = createDurationProducer({ unitInNames: true });
    const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [durations] });
    hasAllRows(
      await typesIn(exporter, { durations, meterProvider: new MeterProvider({ readers: [exporter] }) }),
    );
  });

  it('has their names by the views too', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true });
    const meterProvider = new MeterProvider({ readers: [exporter], views: [...prometheusViews] });
    hasAllRows(await typesIn(exporter, { meterProvider }));
  });
});
