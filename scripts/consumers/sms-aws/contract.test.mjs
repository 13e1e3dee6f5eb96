// The sender contract against AWS End User Messaging at wire level, with the AWS SDK version that was installed with the packed packages.
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { smsSenderContract } from '@threepid/contract-tests';
import { startAwsSmsPeer } from '@threepid/contract-tests/peers';
import { AwsSmsSender } from '@threepid/sms-aws';
import { describe, it } from 'node:test';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a secret access key' };

describe('AwsSmsSender', () => {
  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startAwsSmsPeer(credentials);
      const client = new PinpointSMSVoiceV2Client({ region: 'eu-west-1', endpoint: peer.url, credentials });
      const sender = new AwsSmsSender(client, { timeoutMs, throttledDelayMs: 1 });
      const close = async () => {
        client.destroy();
        await peer.close();
      };
      return { sender, peer, secrets: [credentials.secretAccessKey], close };
    },
  });
});
