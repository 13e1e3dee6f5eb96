import { TelegramSender } from '@threepid/channel-telegram';
import { smsSenderContract } from '@threepid/contract-tests';
import { startTelegramPeer } from '@threepid/contract-tests/peers';

const accessToken = 'AAHfictional-token_of_a_Gateway_account';

describe('TelegramSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    carries: 'code',
    create: async ({ timeoutMs }) => {
      const peer = await startTelegramPeer({ accessToken });
      const sender = new TelegramSender({ accessToken, baseUrl: peer.url, timeoutMs });
      return { sender, peer, secrets: [accessToken], close: () => peer.close() };
    },
  });
});
