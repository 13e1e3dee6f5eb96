import { expect } from 'chai';
import {
  startTwilioPeer,
  twilioErrorAnswer,
  type SmsHttpPeer,
  type TwilioPeerMessage,
} from '@threepid/contract-tests/peers';
import { ProviderError, type SmsMessage } from '@threepid/core';
import { TwilioSmsSender, type TwilioSmsSenderOptions } from '@threepid/sms-twilio';
import { account, accountSid, authToken, messagingServiceSid } from './twilio-account.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

describe('TwilioSmsSender on the wire', () => {
  let peer: SmsHttpPeer<TwilioPeerMessage>;

  beforeEach(async () => {
    peer = await startTwilioPeer(account);
  });

  afterEach(() => peer.close());

  function senderOf(options: Partial<TwilioSmsSenderOptions> = {}): TwilioSmsSender {
    const origin = options.messagingServiceSid === undefined ? { from: '+12065550100' } : {};
    return new TwilioSmsSender({ accountSid, authToken, baseUrl: peer.url, ...origin, ...options });
  }

  it('tells where messages to a country come from', () => {
    const sender = senderOf({ byCountry: { GB: { from: 'Example' }, IN: { messagingServiceSid } } });
    expect(sender.originFor('US')).to.deep.equal({ from: '+12065550100', isPool: false });
    expect(sender.originFor('GB')).to.deep.equal({ from: 'Example', isPool: false });
    expect(sender.originFor('IN')).to.deep.equal({ from: undefined, isPool: true });
  });

  it('returns the SID of the message', async () => {
    const result = await senderOf().send(message);
    expect(result.kind === 'sent' && result.messageId).to.match(/^SM[0-9a-f]{32}$/);
  });

  it('sends from a number', async () => {
    await senderOf().send(message);
    expect(peer.messages[0]).to.include({ from: '+12065550100', messagingServiceSid: undefined });
  });

  it('sends through a messaging service', async () => {
    await senderOf({ messagingServiceSid }).send(message);
    expect(peer.messages[0]).to.include({ from: undefined, messagingServiceSid });
  });

  it('sends from another origin to a country that has one', async () => {
    const sender = senderOf({ byCountry: { US: { messagingServiceSid }, DE: { from: 'ACME' } } });
    for (const country of ['US', 'DE', 'GB', undefined]) await sender.send({ ...message, country });
    const origins = peer.messages.map((one) => one.from ?? one.messagingServiceSid);
    expect(origins).to.deep.equal([messagingServiceSid, 'ACME', '+12065550100', '+12065550100']);
  });

  it('authenticates with an API key', async () => {
    const key = { username: `SK${'ab'.repeat(16)}`, password: 'secret of the key' };
    const other = await startTwilioPeer({ accountSid, ...key });
    try {
      const { username: apiKey, password: apiKeySecret } = key;
      const sender = new TwilioSmsSender({
        accountSid,
        apiKey,
        apiKeySecret,
        from: 'ACME',
        baseUrl: other.url,
      });
      expect((await sender.send(message)).kind).to.equal('sent');
    } finally {
      await other.close();
    }
  });

  it('is refused with a wrong token, and tries only once', async () => {
    const result = await senderOf({ authToken: 'wrong' }).send(message);
    expect(result.kind).to.equal('refused');
    expect(peer.requests).to.have.length(1);
  });

  it('uses the fetch from its options', async () => {
    const called: string[] = [];
    const fetch: typeof globalThis.fetch = (url, init) => {
      called.push(url instanceof Request ? url.url : url.toString());
      return globalThis.fetch(url, init);
    };
    await senderOf({ fetch }).send(message);
    expect(called).to.deep.equal([`${peer.url}/2010-04-01/Accounts/${accountSid}/Messages.json`]);
  });

  describe('errors of the service', () => {
    const errors: readonly (readonly [status: number, code: number, expected: string])[] = [
      [400, 21211, 'rejected-destination'],
      [400, 21214, 'rejected-destination'],
      [400, 21408, 'rejected-destination'],
      [400, 21608, 'rejected-destination'],
      [400, 21610, 'rejected-destination'],
      [400, 21612, 'rejected-destination'],
      [400, 21614, 'rejected-destination'],
      [400, 30003, 'rejected-destination'],
      [400, 30006, 'rejected-destination'],
      [400, 30450, 'rejected-destination'],
      [401, 20003, 'refused'],
      [403, 20003, 'refused'],
      [403, 20005, 'refused'],
      [404, 20404, 'refused'],
      [400, 21212, 'refused'],
      [400, 21606, 'rejected-destination'],
      [400, 21617, 'refused'],
      [400, 21704, 'refused'],
      [400, 30002, 'refused'],
      [400, 30007, 'rejected-destination'],
      [400, 30034, 'rejected-destination'],
      [301, 0, 'refused'],
      [429, 20429, 'unavailable, no'],
      [429, 0, 'unavailable, no'],
      [400, 21611, 'unavailable, no'],
      [400, 30001, 'unavailable, no'],
      [408, 0, 'unavailable, unknown'],
      [500, 20500, 'unavailable, unknown'],
      [503, 20503, 'unavailable, unknown'],
    ];

    for (const [status, code, expected] of errors) {
      it(`${String(status)} with code ${String(code)} is ${expected}`, async () => {
        peer.playAnswer(twilioErrorAnswer(status, code, `no ${message.to}`), { sent: false });
        const result = await senderOf().send(message);
        expect(result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind).to.equal(
          expected,
        );
        expect(peer.requests).to.have.length(1);
        const cause = result.kind === 'sent' ? undefined : result.cause;
        expect(cause).to.be.instanceOf(ProviderError);
        expect(cause).to.include({
          provider: 'twilio',
          status,
          code: String(code),
          message: 'no +44********56',
        });
        expect((cause as ProviderError).requestId).to.match(/^RQ[0-9a-f]{32}$/);
      });
    }

    it('has the name of its sender', async () => {
      peer.playAnswer(twilioErrorAnswer(400, 21610, 'no'), { sent: false });
      const result = await senderOf({ name: 'twilio-us' }).send(message);
      expect(result.kind === 'sent' ? undefined : result.cause).to.include({ provider: 'twilio-us' });
    });

    it('a message that failed at once is an error with its code', async () => {
      const body = JSON.stringify({
        sid: 'SM1',
        status: 'failed',
        error_code: 30006,
        error_message: 'Landline',
      });
      peer.playAnswer({ status: 201, body }, { sent: false });
      expect((await senderOf().send(message)).kind).to.equal('rejected-destination');
    });

    for (const body of ['', '[]', 'null', '"x"', '{}', '{"sid":""}', '{"sid":1}', '<html>']) {
      it(`201 with ${body || 'nothing'} leaves it unknown`, async () => {
        peer.playAnswer({ status: 201, body }, { sent: true });
        expect(await senderOf().send(message)).to.include({ kind: 'unavailable', taken: 'unknown' });
      });
    }

    it('follows no redirect', async () => {
      const headers = { location: `${peer.url}/elsewhere` };
      for (const status of [301, 302, 307, 308]) {
        peer.playAnswer({ status, headers, body: '' }, { sent: false, times: 1 });
        expect((await senderOf().send(message)).kind).to.equal('refused');
      }
      // It says where to look for what became of the message.
      peer.playAnswer({ status: 303, headers, body: '' }, { sent: true, times: 1 });
      expect(await senderOf().send(message)).to.include({ kind: 'unavailable', taken: 'unknown' });
      expect(peer.requests.map(({ path }) => path)).not.to.include('/elsewhere');
    });

    it('reads only the beginning of an endless answer', async () => {
      peer.playAnswer(
        { status: 400, body: `{"code":21211,"message":"${'x'.repeat(1_000_000)}"}` },
        { sent: false },
      );
      expect((await senderOf().send(message)).kind).to.equal('refused');
    });
  });

  describe('ready', () => {
    it('resolves if the API answers, without sending credentials', async () => {
      await senderOf().ready();
      expect(peer.requests[0]?.method).to.equal('HEAD');
      expect(peer.requests[0]?.headers.authorization).to.equal(undefined);
    });

    it('rejects if it fails, or does not answer', async () => {
      await peer.play('server-error');
      expect(
        await senderOf()
          .ready()
          .catch((error: unknown) => error),
      ).to.be.instanceOf(Error);
      await peer.play('down');
      expect(
        await senderOf()
          .ready()
          .catch((error: unknown) => error),
      ).to.be.instanceOf(Error);
    });
  });

  describe('options', () => {
    const good = { accountSid, authToken, from: 'ACME' };
    const wrong: Readonly<Record<string, TwilioSmsSenderOptions>> = {
      'no account': { ...good, accountSid: '' },
      'a path in the account': { ...good, accountSid: '../AC' },
      'no credentials': { accountSid, from: 'ACME' },
      'two credentials': { ...good, apiKey: 'SK1', apiKeySecret: 'x' },
      'half a key': { accountSid, from: 'ACME', apiKey: 'SK1' },
      'an empty token': { ...good, authToken: '' },
      'no origin': { accountSid, authToken },
      'two origins': { ...good, messagingServiceSid },
      'an empty origin': { ...good, from: '' },
      'a wrong service': { accountSid, authToken, messagingServiceSid: 'MG1' },
      'a wrong country': { ...good, byCountry: { gb: { from: 'ACME' } } },
      'a country without origin': { ...good, byCountry: { GB: {} } },
      'plain http elsewhere': { ...good, baseUrl: 'http://api.example.org' },
      'no URL': { ...good, baseUrl: 'api.example.org' },
      'credentials in the URL': { ...good, baseUrl: 'https://a:b@api.example.org' },
    };
    for (const [what, options] of Object.entries(wrong)) {
      it(`with ${what} are refused at the start, without their values`, () => {
        expect(() => new TwilioSmsSender(options))
          .to.throw(TypeError)
          .with.property('message')
          .that.does.not.include(authToken);
      });
    }
  });
});
