import { smsSenderContract } from '@threepid/contract-tests';
import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { WebhookSmsSender } from '@threepid/sms-webhook';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('WebhookSmsSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startWebhookPeer(secret);
      const sender = new WebhookSmsSender({ url: `${peer.url}/sms`, secrets: secret, timeoutMs });
      return { sender, peer, secrets: [secret, secret.slice(6)], close: () => peer.close() };
    },
  });
});
