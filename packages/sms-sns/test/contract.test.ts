import { smsSenderContract } from '@threepid/contract-tests';
import { startSnsPeer } from '@threepid/contract-tests/peers';
import { SnsSmsSender } from '@threepid/sms-sns';
import { clientOf, credentials } from './sns-client.js';

describe('SnsSmsSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startSnsPeer(credentials);
      const client = clientOf(peer.url);
      const sender = new SnsSmsSender(client, { timeoutMs, throttledDelayMs: 1 });
      const close = async (): Promise<void> => {
        client.destroy();
        await peer.close();
      };
      return { sender, peer, secrets: [credentials.secretAccessKey], close };
    },
  });
});
