import type { SmsHttpPeer, SmsPeerMessage } from '@threepid/contract-tests';
import { call, RunningExample, verifyNumber } from '@threepid/example-testing';
import { expect } from 'chai';
import { startGatewayPeer } from './gateway-peer.js';

const identity = '/_matrix/identity/api/v1/validate/msisdn';
const number = { client_secret: 'secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };

describe('the custom-provider example', function () {
  this.timeout(120_000);

  describe('with the gateway', () => {
    let gateway: SmsHttpPeer<SmsPeerMessage>;
    let example: RunningExample & { readonly url: string };
    before(async () => {
      gateway = await startGatewayPeer('token');
      example = await RunningExample.start('custom-provider', {
        THREEPID_SMS: 'gateway',
        GATEWAY_URL: `${gateway.url}/messages`,
        GATEWAY_TOKEN: 'token',
        THREEPID_ACCOUNTS: '447400999999=@alice:example.org',
      });
    });
    after(async () => {
      await example.kill();
      await gateway.close();
    });

    it('verifies a number by a message of the gateway', async () => {
      const { status, body } = await call(`${example.url}${identity}/requestToken`, number);
      expect(status).to.equal(200);
      expect(gateway.messages.map(({ to }) => to)).to.deep.equal(['+447400123456']);
      const token = /\b\d{6}\b/.exec(gateway.messages[0]?.text ?? '')?.[0];
      const session = { sid: body['sid'], client_secret: 'secret', token };
      const submitted = await call(`${example.url}${identity}/submitToken`, session);
      expect(submitted).to.deep.equal({ status: 200, body: { success: true } });
    });

    it('tells a number that the gateway rejects from a gateway that fails', async () => {
      const ask = async (send_attempt: number) =>
        (await call(`${example.url}${identity}/requestToken`, { ...number, send_attempt })).body['errcode'];
      await gateway.play('reject-destination', 1);
      expect(await ask(2)).to.equal('M_DESTINATION_REJECTED');
      await gateway.play('server-error', 1);
      expect(await ask(3)).to.equal('M_SEND_ERROR');
    });

    it('knows the accounts of THREEPID_ACCOUNTS', async () => {
      const register = `${example.url}/_matrix/client/v3/register/msisdn/requestToken`;
      const taken = await call(register, { ...number, phone_number: '07400999999' });
      expect(taken.body).to.include({ errcode: 'M_THREEPID_IN_USE' });
    });

    it('stops when it is told to', async () => {
      expect(await example.stop()).to.be.oneOf([0, 130, null]);
    });
  });

  it('prints messages if nothing is set', async () => {
    const example = await RunningExample.start('custom-provider');
    try {
      expect((await verifyNumber(example, 'secret')).sid).to.match(/^[0-9a-zA-Z.=_-]+$/);
    } finally {
      await example.kill();
    }
  });

  it('refuses settings that it cannot use', async () => {
    const example = RunningExample.spawn('custom-provider', {
      THREEPID_SMS: 'gateway',
      GATEWAY_TOKEN: 'token',
    });
    expect(await example.exit).to.equal(1);
    expect(example.output).to.include('GATEWAY_URL: must be an https URL');
  });
});
