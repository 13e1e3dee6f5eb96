import { expect } from 'chai';
import { createThreepid, type OperatorStats, type Threepid, type ThreepidOptions } from '@threepid/core';
import { createTelemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, WoundClock } from '../fakes.js';
import { TestMetrics } from '../sdk.js';

const gauges = ['threepid.spending', 'threepid.budget', 'threepid.guard.balance'] as const;

describe('the gauges of what is stored', () => {
  let metrics: TestMetrics;
  let clock: WoundClock;

  beforeEach(() => {
    metrics = new TestMetrics();
    clock = new WoundClock();
  });

  async function read(): Promise<readonly string[]> {
    const points = await metrics.points();
    return points.map(({ name }) => name).filter((name) => gauges.some((gauge) => gauge === name));
  }

  function observed(stats: () => Promise<OperatorStats>, readsStats = () => true): Threepid {
    const { meterProvider } = metrics;
    const telemetry = createTelemetry({ meterProvider, clock, readsStats });
    const threepid = createThreepid(options());
    return telemetry.observe({ ...threepid, operator: { ...threepid.operator, stats } });
  }

  function options(): ThreepidOptions {
    return {
      secret: 'a secret for a test, of a good length',
      storage: new MemorySessionStorage({ clock }),
      sms: new AnsweringSender('main'),
      guard: {
        prices: { GB: 0.04, default: 0.1 },
        budgets: { day: 50, countries: { GB: { day: 5, month: 60 } } },
      },
      clock,
    };
  }

  it('tell money, budgets and the balances of the guard', async () => {
    const telemetry = createTelemetry({ meterProvider: metrics.meterProvider, clock });
    const threepid = telemetry.observe(createThreepid(telemetry.options(options())));
    await threepid.requestToken({
      phoneNumber: '+447400123456',
      country: '',
      clientSecret: 'a.client.secret',
    });
    expect(await metrics.of('threepid.spending')).to.deep.equal([
      '0.04 period=day country=total',
      '0.04 period=day country=GB',
      '0.04 period=month country=total',
      '0.04 period=month country=GB',
    ]);
    expect(await metrics.of('threepid.budget')).to.deep.equal([
      '50 period=day country=total',
      '5 period=day country=GB',
      '60 period=month country=GB',
    ]);
    expect(await metrics.of('threepid.guard.balance')).to.deep.equal(['19 country=GB']);
  });

  it('are read from the storage once in 10 seconds, by however many readers', async () => {
    let calls = 0;
    observed(() => {
      calls += 1;
      return Promise.resolve({ spending: undefined, budgets: { day: calls }, balances: [] });
    });
    await Promise.all([read(), read(), read()]);
    expect(clock.timers).to.equal(0);
    clock.pass(9_999);
    expect(await metrics.of('threepid.budget')).to.deep.equal(['1 period=day country=total']);
    clock.pass(1);
    expect(await metrics.of('threepid.budget')).to.deep.equal(['2 period=day country=total']);
    expect(calls).to.equal(2);
    clock.time -= 60_000;
    await read();
    expect(calls).to.equal(3);
  });

  it('are left out while the storage fails', async () => {
    observed(() => Promise.reject(new Error('down')));
    expect(await read()).to.deep.equal([]);
  });

  it('are left out while the storage is slow, which is asked no second time', async () => {
    let calls = 0;
    let answer: (stats: OperatorStats) => void = () => undefined;
    observed(() => {
      calls += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    for (let reading = 0; reading < 3; reading += 1) {
      const names = read();
      await new Promise(setImmediate);
      clock.pass(20_000);
      expect(await names).to.deep.equal([]);
    }
    expect(calls).to.equal(1);
    clock.time -= 20_000;
    answer({ spending: undefined, budgets: { day: 7 }, balances: [] });
    expect(calls).to.equal(1);
  });

  it('are read by the process that is to, and until the framework is closed', async () => {
    let isMine = false;
    const stats = () => Promise.resolve({ spending: undefined, budgets: { day: 1 }, balances: [] });
    const threepid = observed(stats, () => isMine);
    expect(await read()).to.deep.equal([]);
    isMine = true;
    expect(await read()).to.deep.equal(['threepid.budget']);
    await threepid.close();
    expect(await read()).to.deep.equal([]);
  });
});
