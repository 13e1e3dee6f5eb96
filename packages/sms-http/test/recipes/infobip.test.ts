import { expect } from 'chai';
import { startInfobipPeer } from '@threepid/contract-tests/peers';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { message } from '../message.js';
import { recipeContract } from '../recipe-contract.js';

const account = { apiKey: 'b5f0c7d1e2a3-infobip-key' };
const settings = { ...account, apiHost: 'abc123.api.infobip.com', from: 'Example' };
const startPeer = (): ReturnType<typeof startInfobipPeer> => startInfobipPeer(account);

recipeContract('infobip', {
  startPeer,
  settings,
  log: 'answered 200, code REJECTED_DESTINATION_BLOCKLISTED: +44********56 is blocked: [text]',
});

describe('the recipe infobip on the wire', () => {
  it('asks for conversions where they are on, and reports one', async () => {
    const peer = await startPeer();
    try {
      const options = { settings: { ...settings, conversions: 'on' }, baseUrl: peer.url };
      const sender = new HttpSmsSender(readRecipe('infobip'), options);
      await sender.send(message);
      const body: unknown = JSON.parse(peer.requests[0]?.body ?? '');
      expect(body).to.have.nested.property('options.conversionTracking.useConversionTracking', true);
      expect(body).to.not.have.nested.property('messages[0].options');
      peer.playAnswer({ status: 200, body: '{}' }, { sent: false });
      const report = { messageId: 'm1', sender: 'infobip', country: 'GB', isFirst: true, sentAt: 0 };
      await sender.report?.({ ...report, outcome: 'verified' });
      expect(peer.requests[1]?.path).to.equal('/ct/1/log/end/m1');
    } finally {
      await peer.close();
    }
  });

  it('names entity and template in India', async () => {
    const peer = await startPeer();
    try {
      const byCountry = { IN: { entityId: '1101', templateId: '1107' } };
      const sender = new HttpSmsSender(readRecipe('infobip'), { settings, byCountry, baseUrl: peer.url });
      await sender.send({ ...message, to: '+919876543210', country: 'IN' });
      const body: unknown = JSON.parse(peer.requests[0]?.body ?? '');
      expect(body)
        .to.have.nested.property('messages[0].options.regional.indiaDlt')
        .that.deep.equals({ principalEntityId: '1101', contentTemplateId: '1107' });
      expect(sender.originFor('IN')).to.include({ from: 'Example', entityId: '1101', templateId: '1107' });
    } finally {
      await peer.close();
    }
  });
});
