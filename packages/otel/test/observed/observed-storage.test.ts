import { expect } from 'chai';
import type { SessionStorage } from '@threepid/core';
import { createTelemetry, type Telemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, PrivateStorage } from '../fakes.js';
import { TestMetrics } from '../sdk.js';

const duration = 'threepid.storage.duration';

describe('an observed storage', () => {
  let metrics: TestMetrics;
  let telemetry: Telemetry;

  beforeEach(() => {
    metrics = new TestMetrics();
    telemetry = createTelemetry({ meterProvider: metrics.meterProvider });
  });

  it('measures steps, those of its parts by the part, and each once', async () => {
    const storage = telemetry.storage(telemetry.storage(new MemorySessionStorage()));
    const options = { secret: '', storage, sms: new AnsweringSender('main') };
    const { guard } = telemetry.options({ ...options, guard: { spending: storage.spending } });
    await storage.ready();
    await guard?.spending?.spent({ countries: [], now: 0 });
    await storage.routes.count({ country: 'GB', counts: [], now: 0 });
    expect(await metrics.of(duration)).to.have.members([
      '1 storage=memory operation=ready outcome=ok',
      '1 storage=memory operation=spending.spent outcome=ok',
      '1 storage=memory operation=routes.count outcome=ok',
    ]);
    expect(storage.routes).to.equal(storage.routes);
  });

  it('calls methods on the storage itself, which may have private fields', async () => {
    const storage = telemetry.storage(new PrivateStorage(true) as PrivateStorage & SessionStorage);
    expect(storage).to.include({ name: 'private', isReady: true });
    expect(storage.count()).to.equal(1);
    await storage.ready();
    expect(await metrics.of(duration)).to.deep.equal(['1 storage=private operation=ready outcome=ok']);
  });

  it('passes errors on, and counts them', async () => {
    const storage = telemetry.storage(new PrivateStorage(false) as PrivateStorage & SessionStorage);
    const error: unknown = await storage.ready().catch((cause: unknown) => cause);
    expect(error).to.have.property('message', 'not ready for +447400123456');
    expect(await metrics.of(duration)).to.deep.equal(['1 storage=private operation=ready outcome=error']);
  });
});
