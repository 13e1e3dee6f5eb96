// The sender contract against SNS at wire level, with the AWS SDK version that was installed with the packed packages.
import { SNSClient } from '@aws-sdk/client-sns';
import { smsSenderContract } from '@threepid/contract-tests';
import { startSnsPeer } from '@threepid/contract-tests/peers';
import { SnsSmsSender } from '@threepid/sms-sns';
import { describe, it } from 'node:test';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a secret access key' };

describe('SnsSmsSender', () => {
  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startSnsPeer(credentials);
      const client = new SNSClient({ region: 'eu-west-1', endpoint: peer.url, credentials });
      const sender = new SnsSmsSender(client, { timeoutMs, throttledDelayMs: 1 });
      const close = async () => {
        client.destroy();
        await peer.close();
      };
      return { sender, peer, secrets: [credentials.secretAccessKey], close };
    },
  });
});
