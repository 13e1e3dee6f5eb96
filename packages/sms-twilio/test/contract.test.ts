import { smsSenderContract } from '@threepid/contract-tests';
import { startTwilioPeer } from '@threepid/contract-tests/peers';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import { account, accountSid, authToken } from './twilio-account.js';

describe('TwilioSmsSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startTwilioPeer(account);
      const from = '+12065550100';
      const sender = new TwilioSmsSender({ accountSid, authToken, from, baseUrl: peer.url, timeoutMs });
      const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
      return { sender, peer, secrets: [authToken, basic], close: () => peer.close() };
    },
  });
});
