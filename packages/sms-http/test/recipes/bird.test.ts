import { expect } from 'chai';
import { startBirdPeer } from '@threepid/contract-tests/peers';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { recipeContract } from '../recipe-contract.js';

const account = {
  accessKey: 'bird-access-key-0f1e2d',
  workspaceId: 'a1405560-c8d3-4b1a-877d-3f449ad95352',
  channelId: '8e046034-bca7-5124-89d0-1a64c1cbe819',
};
const startPeer = (): ReturnType<typeof startBirdPeer> => startBirdPeer(account);

recipeContract('bird', {
  startPeer,
  settings: account,
  log: 'answered 422, code InvalidPayload: The receiver +44********56 of [text] is not valid',
});

describe('the recipe bird, asked for conversions', () => {
  it('reports every outcome', async () => {
    const peer = await startPeer();
    try {
      const settings = { ...account, conversions: 'on' };
      const sender = new HttpSmsSender(readRecipe('bird'), { settings, baseUrl: peer.url });
      peer.playAnswer({ status: 202, body: '{}' }, { sent: false });
      const report = { messageId: 'm/1', sender: 'bird', country: 'GB', isFirst: true, sentAt: 0 };
      for (const outcome of ['verified', 'resent', 'expired'] as const)
        await sender.report?.({ ...report, outcome });
      const path = `/workspaces/${account.workspaceId}/channels/${account.channelId}/messages/m%2F1/conversions`;
      expect(peer.requests.map((request) => request.path)).to.deep.equal([path, path, path]);
      const bodies = peer.requests.map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);
      expect(bodies.map(({ type, status }) => [type, status])).to.deep.equal([
        ['otp', 'converted'],
        ['otp', 'resent'],
        ['otp', 'not_converted'],
      ]);
    } finally {
      await peer.close();
    }
  });
});
