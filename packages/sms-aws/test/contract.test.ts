import { smsSenderContract } from '@threepid/contract-tests';
import { startAwsSmsPeer } from '@threepid/contract-tests/peers';
import { AwsSmsSender } from '@threepid/sms-aws';
import { clientOf, credentials } from './aws-client.js';

describe('AwsSmsSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startAwsSmsPeer(credentials);
      const client = clientOf(peer.url);
      const sender = new AwsSmsSender(client, { timeoutMs, throttledDelayMs: 1 });
      const close = async (): Promise<void> => {
        client.destroy();
        await peer.close();
      };
      return { sender, peer, secrets: [credentials.secretAccessKey], close };
    },
  });
});
