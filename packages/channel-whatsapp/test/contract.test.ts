import { WhatsAppSender } from '@threepid/channel-whatsapp';
import { smsSenderContract } from '@threepid/contract-tests';
import { startWhatsAppPeer } from '@threepid/contract-tests/peers';
import { account, options } from './whatsapp-account.js';

describe('WhatsAppSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    carries: 'code',
    create: async ({ timeoutMs }) => {
      const peer = await startWhatsAppPeer(account);
      const sender = new WhatsAppSender({ ...options, baseUrl: peer.url, timeoutMs });
      return { sender, peer, secrets: [account.accessToken], close: () => peer.close() };
    },
  });
});
