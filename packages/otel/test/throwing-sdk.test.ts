import {
  createNoopMeter,
  propagation,
  trace,
  type Histogram,
  type Meter,
  type Span,
} from '@opentelemetry/api';
import { expect } from 'chai';
import { createThreepid, type Threepid, type ThreepidOptions } from '@threepid/core';
import { createTelemetry, type Telemetry } from '@threepid/otel';
import { MemoryBlockStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, message } from './fakes.js';
import { TestMetrics, TestTraces } from './sdk.js';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const body = { client_secret: 'a.secret', country: 'GB', phone_number: '07400 123456', send_attempt: 1 };
const request = { method: 'POST', path, query: '', headers: {}, body, remoteAddress: '192.0.2.1' };

/** A meter whose durations can't be recorded. */
function throwingMeter(): Meter {
  const noop = createNoopMeter();
  const histogram: Histogram = {
    record: () => {
      throw new Error('a view');
    },
  };
  return Object.assign(Object.create(noop) as Meter, { createHistogram: () => histogram });
}

function optionsWith(more: Partial<ThreepidOptions> = {}): ThreepidOptions {
  const secret = 'a secret for a test, of a good length';
  return { secret, storage: new MemorySessionStorage(), sms: new AnsweringSender('main'), ...more };
}

function observed(telemetry: Telemetry, options = optionsWith()): Threepid {
  return telemetry.observe(createThreepid(telemetry.options(options)));
}

describe('an SDK that throws', () => {
  it('loses no message that was sent, and no step of a storage', async () => {
    const telemetry = createTelemetry({ meterProvider: { getMeter: throwingMeter } });
    const sender = telemetry.sender(new AnsweringSender('main'));
    const storage = telemetry.storage(new MemorySessionStorage());
    for (let count = 0; count < 70; count += 1) {
      expect(await sender.send(message)).to.include({ kind: 'sent' });
      // An error in what nobody waits for would end the process.
      await storage.ready();
    }
  });

  it('neither at the start nor at the end of a span fails a request', async () => {
    for (const fails of ['start', 'end'] as const) {
      const traces = new TestTraces();
      const inner = trace.getTracerProvider().getTracer('inner');
      const span = (): Span => {
        if (fails === 'start') throw new Error('a sampler');
        return Object.assign(Object.create(inner.startSpan('one')) as Span, {
          end: () => {
            throw new Error('a processor');
          },
        });
      };
      const tracer = Object.assign(Object.create(inner) as typeof inner, { startSpan: span });
      const telemetry = createTelemetry({ tracerProvider: { getTracer: () => tracer } });
      expect((await observed(telemetry).handle(request))?.status, fails).to.equal(200);
      traces.end();
    }
  });
});

describe('what is observed twice', () => {
  it('counts its events and its requests once', async () => {
    const metrics = new TestMetrics();
    const traces = new TestTraces();
    const telemetry = createTelemetry({ meterProvider: metrics.meterProvider });
    const blocks = new MemoryBlockStorage();
    const threepid = observed(telemetry, telemetry.options(optionsWith({ blocks })));
    await telemetry.observe(threepid).handle(request);
    expect(await metrics.of('threepid.messages')).to.deep.equal([
      '1 provider=main channel=sms country=GB result=sent',
    ]);
    const steps = await metrics.of('threepid.storage.duration');
    expect(steps).to.include('1 storage=memory operation=blocks.list outcome=ok');
    expect(traces.paths.filter((one) => one.endsWith(`POST ${path}`))).to.have.lengthOf(1);
    traces.end();
  });
});

describe('the baggage of a caller', () => {
  it('goes no further: nobody passes it on to the provider', async () => {
    const traces = new TestTraces();
    const sms = new AnsweringSender('main');
    const seen: unknown[] = [];
    sms.answer = () => {
      seen.push(propagation.getActiveBaggage(), trace.getActiveSpan()?.spanContext().traceId);
      return Promise.resolve({ kind: 'sent', messageId: 'id' });
    };
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, baggage: 'to=%2B447400123456' };
    await observed(createTelemetry(), optionsWith({ sms })).handle({ ...request, headers });
    expect(seen).to.deep.equal([undefined, traceId]);
    traces.end();
  });
});
