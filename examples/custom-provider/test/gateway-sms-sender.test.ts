import { smsSenderContract } from '@threepid/contract-tests';
import { expect } from 'chai';
import { GatewaySmsSender } from '../dist/gateway-sms-sender.js';
import { startGatewayPeer } from './gateway-peer.js';

const token = 'a token of the gateway';

describe('GatewaySmsSender', () => {
  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const peer = await startGatewayPeer(token);
      const sender = new GatewaySmsSender({ url: peer.url, token, timeoutMs });
      return { sender, peer, secrets: [token], close: () => peer.close() };
    },
  });

  it('takes no URL over which codes would go in the clear', () => {
    for (const url of ['http://gateway.example.org/', 'ftp://127.0.0.1/', ''])
      expect(() => new GatewaySmsSender({ url, token })).to.throw(TypeError);
  });
});
