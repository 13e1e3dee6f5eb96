import {
  balanceStorageContract,
  routeStorageContract,
  sessionStorageContract,
  smsSenderContract,
  spendingStorageContract,
} from '@threepid/contract-tests';
import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { createTelemetry } from '@threepid/otel';
import { WebhookSmsSender } from '@threepid/sms-webhook';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { TestMetrics } from '../sdk.js';

const runner = { describe, it, before, after };
const telemetry = createTelemetry({ meterProvider: new TestMetrics().meterProvider });
const observed = () => telemetry.storage(new MemorySessionStorage());
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('an observed storage', () => {
  sessionStorageContract({ ...runner, create: observed });
  balanceStorageContract({ ...runner, create: () => observed().balances });
  spendingStorageContract({ ...runner, create: () => observed().spending });
  routeStorageContract({ ...runner, create: () => observed().routes });
});

describe('an observed sender', () => {
  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startWebhookPeer(secret);
      const sender = new WebhookSmsSender({ url: `${peer.url}/sms`, secrets: secret, timeoutMs });
      return { sender: telemetry.sender(sender), peer, secrets: [secret], close: () => peer.close() };
    },
  });
});
