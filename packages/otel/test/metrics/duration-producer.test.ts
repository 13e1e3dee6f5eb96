import { expect } from 'chai';
import fc from 'fast-check';
import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import type { ThreepidEvents } from '@threepid/core';
import { createDurationProducer, createTelemetry, type TelemetryOptions } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender } from '../fakes.js';
import { TestMetrics } from '../sdk.js';

const duration = 'http.server.request.duration';

function eventsOf(options: TelemetryOptions): ThreepidEvents {
  const telemetry = createTelemetry(options);
  const { events } = telemetry.options({
    secret: '',
    storage: new MemorySessionStorage(),
    sms: new AnsweringSender('main'),
  });
  if (events === undefined || typeof events === 'function') throw new TypeError('no events');
  return events;
}

function answer(events: ThreepidEvents, durationMs: number, status = 200): void {
  const parts = { at: 0, method: 'GET', route: '/a', errcode: undefined } as const;
  void events.on({ kind: 'answered', ...parts, status, durationMs });
}

/** Everything of the histograms but times. */
function histogramsOf(metrics: readonly MetricData[]): unknown {
  return metrics.flatMap((metric) =>
    metric.dataPointType !== DataPointType.HISTOGRAM
      ? []
      : [
          {
            name: metric.descriptor.name,
            unit: metric.descriptor.unit,
            description: metric.descriptor.description,
            temporality: metric.aggregationTemporality,
            points: metric.dataPoints.map(({ attributes, value }) => ({
              attributes,
              count: value.count,
              sum: value.sum,
              min: value.min,
              max: value.max,
              buckets: value.buckets,
            })),
          },
        ],
  );
}

describe('durations that are counted here', () => {
  it("are those of the SDK's histograms", async () => {
    const answers = fc.array(
      fc.tuple(
        fc.oneof(
          fc.double({ min: 0, max: 20_000, noNaN: true }),
          fc.constantFrom(0, 5, 10, 10_000, -1, NaN, 0.1),
        ),
        fc.constantFrom(200, 404, 500),
      ),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(answers, async (all) => {
        const durations = createDurationProducer();
        const [counted, ofSdk] = [new TestMetrics([durations]), new TestMetrics()];
        const [here, there] = [
          eventsOf({ durations, meterProvider: counted.meterProvider }),
          eventsOf({ meterProvider: ofSdk.meterProvider }),
        ];
        for (const [ms, status] of all)
          for (const events of [here, there]) if (ms >= 0) answer(events, ms, status);
        expect(histogramsOf(await counted.metrics())).to.deep.equal(histogramsOf(await ofSdk.metrics()));
      }),
      { numRuns: 30 },
    );
  });

  it('are sums for each of several readers, and stay what they were in what one has read', async () => {
    const durations = createDurationProducer();
    const readers = [new TestMetrics([durations]), new TestMetrics([durations])];
    const [first = new TestMetrics(), second = first] = readers;
    const events = eventsOf({ durations, meterProvider: first.meterProvider });
    answer(events, 1);
    const read = await first.metrics();
    answer(events, 2);
    expect(histogramsOf(read)).to.have.nested.property('[0].points[0].count', 1);
    for (const reader of [first, second, first])
      expect((await reader.of(duration)).map((point) => point.slice(0, 2))).to.deep.equal(['2 ']);
  });

  it('add up over two telemetries', async () => {
    const durations = createDurationProducer();
    const metrics = new TestMetrics([durations]);
    for (let index = 0; index < 2; index += 1)
      answer(eventsOf({ durations, meterProvider: metrics.meterProvider }), 1);
    expect(await metrics.of(duration)).to.deep.equal([
      '2 http.request.method=GET http.route=/a http.response.status_code=200',
    ]);
  });

  it('leave out what is negative or no number', async () => {
    const durations = createDurationProducer();
    const metrics = new TestMetrics([durations]);
    const events = eventsOf({ durations, meterProvider: metrics.meterProvider });
    for (const ms of [-1, NaN]) answer(events, ms);
    expect(await metrics.of(duration)).to.deep.equal([]);
  });

  it("are not counted by somebody else's producer", () => {
    const { meterProvider } = new TestMetrics();
    const durations = { collect: () => createDurationProducer().collect() };
    expect(() => createTelemetry({ meterProvider, durations })).to.throw(TypeError, 'createDurationProducer');
  });
});
