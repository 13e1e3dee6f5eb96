import { smsSenderContract } from '@threepid/contract-tests';
import { GatewaySmsSender } from '@threepid/example-custom-provider';
import { startGatewayPeer } from './gateway-peer.js';

describe('GatewaySmsSender', function () {
  this.timeout(60_000);
  smsSenderContract({
    describe,
    it,
    create: async ({ timeoutMs }) => {
      const token = 'a-token-of-the-gateway';
      const peer = await startGatewayPeer(token);
      const sender = new GatewaySmsSender(`${peer.url}/messages`, token, timeoutMs);
      return { sender, peer, secrets: [token], close: () => peer.close() };
    },
  });
});
