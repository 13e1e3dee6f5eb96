import { TwilioVoiceSender } from '@threepid/channel-voice';
import { smsSenderContract } from '@threepid/contract-tests';
import { startTwilioVoicePeer } from '@threepid/contract-tests/peers';
import { account, accountSid, authToken, from } from './voice-account.js';

describe('TwilioVoiceSender', function () {
  this.timeout(20_000);

  smsSenderContract({
    describe,
    it,
    carries: 'code',
    create: async ({ timeoutMs }) => {
      const peer = await startTwilioVoicePeer(account);
      const options = { accountSid, authToken, from, readAtOnce: true };
      const sender = new TwilioVoiceSender({ ...options, baseUrl: peer.url, timeoutMs });
      const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
      return { sender, peer, secrets: [authToken, basic], close: () => peer.close() };
    },
  });
});
