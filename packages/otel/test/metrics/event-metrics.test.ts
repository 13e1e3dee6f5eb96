import { expect } from 'chai';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { ThreepidEvent, ThreepidEvents, ThreepidOptions } from '@threepid/core';
import { createTelemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender } from '../fakes.js';
import { TestMetrics } from '../sdk.js';

const parts = { at: 0, country: 'GB', channel: 'sms' } as const;
const requested = { ...parts, purpose: 'verify' } as const;
const sent = { ...parts, provider: 'main', ageMs: 12_000 } as const;

describe('the metrics of events', () => {
  let metrics: TestMetrics;
  let tell: (...events: readonly ThreepidEvent[]) => void;

  beforeEach(() => {
    metrics = new TestMetrics();
    const events = eventsOf();
    tell = (...all) => {
      for (const event of all) void events.on(event);
    };
  });

  function eventsOf(theirs?: ThreepidOptions['events']): ThreepidEvents {
    const options = { secret: '', storage: new MemorySessionStorage(), sms: new AnsweringSender('main') };
    const { events } = createTelemetry({ meterProvider: metrics.meterProvider }).options({
      ...options,
      ...(theirs === undefined ? {} : { events: theirs }),
    });
    if (events === undefined || typeof events === 'function') throw new TypeError('no events');
    return events;
  }

  it('count messages, their results and what they cost', async () => {
    const exchange = { ...requested, provider: 'main', durationMs: 80 };
    tell(
      { kind: 'requested', ...requested },
      { kind: 'requested', ...requested },
      { kind: 'sent', ...exchange, price: 0.04, isFirst: true },
      { kind: 'sent', ...exchange, price: 0.04, isFirst: false },
      { kind: 'failed', ...exchange, result: 'refused' },
    );
    expect(await metrics.of('threepid.messages.requested')).to.deep.equal([
      '2 country=GB purpose=verify channel=sms',
    ]);
    expect(await metrics.of('threepid.messages')).to.deep.equal([
      '2 provider=main channel=sms country=GB result=sent',
      '1 provider=main channel=sms country=GB result=refused',
    ]);
    expect(await metrics.of('threepid.messages.cost')).to.deep.equal(['0.08 provider=main country=GB']);
    expect(await metrics.of('threepid.sessions')).to.deep.equal(['1 state=opened country=GB']);
  });

  it('count no cost of a message that has no price, or one that is no number', async () => {
    const exchange = {
      kind: 'sent',
      ...requested,
      provider: 'main',
      durationMs: 80,
      isFirst: false,
    } as const;
    for (const price of [0, -1, Number.NaN]) tell({ ...exchange, price });
    expect(await metrics.of('threepid.messages')).to.have.lengthOf(1);
    expect(await metrics.of('threepid.messages.cost')).to.deep.equal([]);
  });

  it('count verifications, wrong codes and expired codes', async () => {
    tell(
      { kind: 'verified', ...sent },
      { kind: 'verified', ...sent, ageMs: undefined },
      { kind: 'wrongCode', ...sent },
      { kind: 'expired', ...sent },
      { kind: 'expired', ...sent, provider: undefined, channel: undefined, country: undefined },
    );
    expect(await metrics.of('threepid.verifications')).to.deep.equal([
      '2 provider=main channel=sms country=GB',
    ]);
    expect(await metrics.of('threepid.verification.delay')).to.deep.equal(['1 provider=main channel=sms']);
    expect(await metrics.of('threepid.sessions')).to.deep.equal(['2 state=verified country=GB']);
    expect(await metrics.of('threepid.wrong_codes')).to.deep.equal(['1 channel=sms country=GB']);
    expect(await metrics.of('threepid.expired')).to.deep.equal([
      '1 provider=main channel=sms country=GB',
      '1 provider=unknown channel=unknown country=001',
    ]);
  });

  it('count refusals, challenges, receipts and answers', async () => {
    const refusal = { kind: 'refused', ...requested, retryAfterMs: 1, isEnforced: true } as const;
    const answered = {
      kind: 'answered',
      at: 0,
      method: 'POST',
      route: '/a',
      errcode: undefined,
      durationMs: 3,
    } as const;
    tell(
      { ...refusal, rule: 'guard.block' },
      { ...refusal, rule: 'guard.block', isEnforced: false },
      { kind: 'challenged', ...requested, rule: 'guard.country' },
      { kind: 'delivered', at: 0, provider: 'main', state: 'delivered', country: undefined },
      { ...answered, status: 200 },
      { ...answered, status: 500, errcode: 'M_UNKNOWN' },
      { ...answered, method: 'BREW', route: undefined, status: 404, errcode: 'M_UNRECOGNIZED' },
    );
    expect(await metrics.of('threepid.refusals')).to.deep.equal([
      '1 rule=guard.block country=GB enforced=true',
      '1 rule=guard.block country=GB enforced=false',
    ]);
    expect(await metrics.of('threepid.challenges')).to.deep.equal(['1 rule=guard.country country=GB']);
    expect(await metrics.of('threepid.receipts')).to.deep.equal(['1 provider=main state=delivered']);
    expect(await metrics.of('threepid.requests')).to.deep.equal([
      '1 route=/a outcome=ok',
      '1 route=/a outcome=M_UNKNOWN',
      '1 route=other outcome=M_UNRECOGNIZED',
    ]);
    expect(await metrics.of('http.server.request.duration')).to.deep.equal([
      '1 http.request.method=POST http.route=/a http.response.status_code=200',
      '1 http.request.method=POST http.route=/a http.response.status_code=500 error.type=500',
      '1 http.request.method=_OTHER http.response.status_code=404',
    ]);
  });

  it('have bounded labels', async () => {
    const refusal = { kind: 'refused', ...requested, retryAfterMs: 1, isEnforced: true } as const;
    for (let index = 0; index < 100; index += 1)
      tell(
        { ...refusal, country: `X${index}`, rule: `policy.number-${index}` },
        { ...refusal, rule: `+4474001234${index}` },
        {
          kind: 'answered',
          at: 0,
          method: 'GET',
          route: `/${index}`,
          status: 200,
          errcode: undefined,
          durationMs: 1,
        },
      );
    const refusals = await metrics.of('threepid.refusals');
    expect(refusals).to.have.length(52);
    expect(refusals).to.include('50 rule=other country=001 enforced=true');
    expect(refusals).to.include('100 rule=other country=GB enforced=true');
    expect(await metrics.of('threepid.requests')).to.have.length(51);
  });

  it('are sums that never go back, and each event counts once, however often they are read', async () => {
    const event: ThreepidEvent = { kind: 'wrongCode', ...sent };
    for (const sum of [1, 2, 3]) {
      tell(event);
      expect(await metrics.of('threepid.wrong_codes')).to.deep.equal([`${sum} channel=sms country=GB`]);
      expect(await metrics.of('threepid.wrong_codes')).to.deep.equal([`${sum} channel=sms country=GB`]);
    }
    const [counter] = (await metrics.metrics()).filter(
      ({ descriptor }) => descriptor.name === 'threepid.wrong_codes',
    );
    expect(counter).to.include({
      isMonotonic: true,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    });
  });

  it('of two telemetries add up', async () => {
    const event: ThreepidEvent = { kind: 'wrongCode', ...sent };
    void eventsOf().on(event);
    tell(event);
    expect(await metrics.of('threepid.wrong_codes')).to.deep.equal(['2 channel=sms country=GB']);
  });

  it("leave the host's own events as they are", async () => {
    const heard: ThreepidEvent[] = [];
    const event: ThreepidEvent = { kind: 'wrongCode', ...sent };
    const theirs = { heard, on: (one: ThreepidEvent) => void heard.push(one) };
    await eventsOf(theirs).on(event);
    await eventsOf((one) => void heard.push(one)).on(event);
    expect(heard).to.deep.equal([event, event]);
    const failing = eventsOf(() => Promise.reject(new Error('theirs')));
    const error: unknown = await Promise.resolve(failing.on(event)).catch((cause: unknown) => cause);
    expect(error).to.have.property('message', 'theirs');
  });

  it('leave out what a newer core tells', async () => {
    tell({ kind: 'teleported' } as never);
    expect(await metrics.points()).to.deep.equal([]);
  });
});
