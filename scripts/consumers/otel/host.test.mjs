// A host that measures with the version of OpenTelemetry's API that was installed with the packed packages.
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { createThreepid } from '@threepid/core';
import { createTelemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import assert from 'node:assert/strict';
import { test } from 'node:test';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

test('counts a message', async () => {
  const reader = new Reader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const telemetry = createTelemetry();
  const sms = { name: 'none', send: async () => ({ kind: 'sent', messageId: '1' }) };
  const options = { secret: 'x'.repeat(32), storage: new MemorySessionStorage(), sms };
  const threepid = telemetry.observe(createThreepid(telemetry.options(options)));
  await threepid.requestToken({ phoneNumber: '07400123456', country: 'GB', clientSecret: 'monkeys' });
  const { resourceMetrics, errors } = await reader.collect();
  assert.deepEqual(errors, []);
  const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const messages = found.find(({ descriptor }) => descriptor.name === 'threepid.messages');
  assert.equal(messages.dataPoints[0].value, 1);
});
