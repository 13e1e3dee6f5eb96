import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { SnapshotReader } from '../../dist/telemetry/snapshot-reader.js';
import { valueOf } from './counted.js';

describe('the snapshots of the metrics', () => {
  it('have no value of a gauge that is gone, and all that was ever counted', async () => {
    const reader = new SnapshotReader([]);
    const provider = new MeterProvider({ readers: [reader] });
    const meter = provider.getMeter('test');
    let countries = ['GB', 'DE'];
    meter.createObservableGauge('balance').addCallback((result) => {
      for (const country of countries) result.observe(7, { country });
    });
    const counter = meter.createCounter('messages');
    counter.add(1);
    expect(valueOf(await reader.read(), 'balance')).to.equal(14);
    countries = ['DE'];
    counter.add(1);
    const second = await reader.read();
    expect([valueOf(second, 'balance'), valueOf(second, 'messages')]).to.deep.equal([7, 2]);
    await provider.shutdown();
  });
});
