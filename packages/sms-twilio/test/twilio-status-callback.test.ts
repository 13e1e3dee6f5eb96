import { expect } from 'chai';
import {
  startTwilioPeer,
  twilioCallHeaders,
  type SmsHttpPeer,
  type TwilioPeerMessage,
} from '@threepid/contract-tests/peers';
import type { CallbackAnswer, CallbackRequest, DeliveryReceipt, SmsMessage } from '@threepid/core';
import { TwilioSmsSender, type TwilioSmsSenderOptions } from '@threepid/sms-twilio';
import { account, accountSid, authToken } from './twilio-account.js';

const url = 'https://id.example.org/_threepid/callbacks/twilio';
const from = '+12065550100';
const sid = `SM${'0123456789abcdef'.repeat(2)}`;

/** A call as Twilio makes it: the documentation's parameters of an SMS. */
const sent = {
  SmsSid: sid,
  SmsStatus: 'sent',
  MessageStatus: 'sent',
  To: '+447400123456',
  MessageSid: sid,
  AccountSid: accountSid,
  From: from,
  ApiVersion: '2010-04-01',
};

interface Call {
  readonly fields?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly signedUrl?: string;
}

/** The answer to a call, and the receipts that it made. */
async function called(
  { fields = {}, token = authToken, signedUrl = url }: Call = {},
  options: Partial<TwilioSmsSenderOptions> = {},
): Promise<[CallbackAnswer | undefined, DeliveryReceipt[]]> {
  const sender = new TwilioSmsSender({ accountSid, authToken, from, statusCallback: url, ...options });
  const receipts: DeliveryReceipt[] = [];
  sender.onReceipt((receipt) => void receipts.push(receipt));
  const body = new URLSearchParams({ ...sent, ...fields }).toString();
  const headers = twilioCallHeaders(token, signedUrl, body);
  const answer = await sender.callbacks[0]?.handle({ method: 'POST', query: '', headers, body });
  return [answer, receipts];
}

describe("Twilio's status callback", () => {
  const states: readonly (readonly [status: string, state: DeliveryReceipt['state']])[] = [
    ['accepted', 'under-way'],
    ['scheduled', 'under-way'],
    ['queued', 'under-way'],
    ['sending', 'under-way'],
    ['sent', 'under-way'],
    ['a status of tomorrow', 'under-way'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
    ['canceled', 'undelivered'],
  ];
  for (const [status, state] of states) {
    it(`with ${status} says ${state}`, async () => {
      const [answer, receipts] = await called({ fields: { MessageStatus: status } });
      expect(answer).to.deep.equal({ status: 204 });
      expect(receipts).to.deep.equal([{ sender: 'twilio', messageId: sid, state, to: '+447400123456' }]);
    });
  }

  it('says why, if Twilio does', async () => {
    const [, receipts] = await called({ fields: { MessageStatus: 'undelivered', ErrorCode: '30003' } });
    expect(receipts[0]).to.include({ state: 'undelivered', code: '30003' });
  });

  it('keeps of a call what it knows: no code that is none, no address that is no number', async () => {
    for (const To of ['client:alice', '+07400123456', '447400123456']) {
      const [, receipts] = await called({ fields: { ErrorCode: 'your code is 482915', To } });
      expect(receipts, To).to.deep.equal([{ sender: 'twilio', messageId: sid, state: 'under-way' }]);
    }
  });

  it('is believed by its signature alone', async () => {
    const forged: readonly Call[] = [
      { token: 'e'.repeat(32) },
      { token: '' },
      { signedUrl: 'https://id.example.org/_threepid/callbacks/other' },
      { signedUrl: `${url}/` },
    ];
    for (const call of forged) expect(await called(call)).to.deep.equal([{ status: 403 }, []]);
    const body = new URLSearchParams(sent).toString();
    const headers = twilioCallHeaders(authToken, url, body);
    const handle = (call: Pick<CallbackRequest, 'headers' | 'body'>) =>
      new TwilioSmsSender({ accountSid, authToken, from, statusCallback: url }).callbacks[0]?.handle({
        method: 'POST',
        query: '',
        ...call,
      });
    expect(handle({ headers, body: body.replace('=sent', '=failed') })).to.deep.equal({ status: 403 });
    expect(handle({ headers: {}, body })).to.deep.equal({ status: 403 });
  });

  it('that names no message is refused', async () => {
    for (const MessageSid of ['', 'SM1', `${sid}/../x`])
      expect(await called({ fields: { MessageSid } })).to.deep.equal([{ status: 400 }, []]);
  });

  it('is signed with the auth token, also if messages are sent with an API key', () => {
    const byKey = { apiKey: `SK${'ab'.repeat(16)}`, apiKeySecret: 'secret of the key' };
    const options = { accountSid, from, statusCallback: url, ...byKey };
    const sender = new TwilioSmsSender({ ...options, signingToken: ['of tomorrow', authToken] });
    const body = new URLSearchParams(sent).toString();
    const answerTo = (token: string) => {
      const headers = twilioCallHeaders(token, url, body);
      return sender.callbacks[0]?.handle({ method: 'POST', query: '', headers, body });
    };
    expect(['of tomorrow', authToken, 'of last year'].map(answerTo)).to.deep.equal([
      { status: 204 },
      { status: 204 },
      { status: 403 },
    ]);
    expect(() => new TwilioSmsSender(options)).to.throw(TypeError, 'signingToken is needed');
  });

  it('has a URL that Twilio can call', () => {
    const urls = [
      '',
      'id.example.org',
      'http://id.example.org/x',
      'https://a:b@id.example.org/x',
      `${url}#x`,
    ];
    for (const statusCallback of urls)
      expect(
        () => new TwilioSmsSender({ accountSid, authToken, from, statusCallback }),
        statusCallback,
      ).to.throw(TypeError, 'statusCallback must be an https URL');
  });

  it('has the name of its sender, and is there only if it has a URL', () => {
    const named = new TwilioSmsSender({
      accountSid,
      authToken,
      from,
      name: 'twilio-us',
      statusCallback: url,
    });
    expect([named.name, named.callbacks[0]?.name]).to.deep.equal(['twilio-us', 'twilio-us']);
    expect(new TwilioSmsSender({ accountSid, authToken, from }).callbacks).to.deep.equal([]);
  });
});

describe('feedback to Twilio', () => {
  const message: SmsMessage = {
    to: '+447400123456',
    country: 'GB',
    text: '482915 is your code.',
    purpose: 'verify',
    idempotencyKey: 'k1',
    isJudged: true,
  };
  let peer: SmsHttpPeer<TwilioPeerMessage>;

  before(async () => {
    peer = await startTwilioPeer(account);
  });

  after(() => peer.close());

  const senderOf = (options: Partial<TwilioSmsSenderOptions> = {}) =>
    new TwilioSmsSender({ accountSid, authToken, from, baseUrl: peer.url, feedback: true, ...options });

  async function reported(
    sender: TwilioSmsSender,
    outcome: 'verified' | 'resent' | 'expired',
    sentSid?: string,
  ) {
    const result = await sender.send(message);
    const messageId = sentSid ?? (result.kind === 'sent' ? result.messageId : '');
    const before = peer.requests.length;
    await sender.report?.({ messageId, sender: 'twilio', country: 'GB', isFirst: true, sentAt: 0, outcome });
    return { messageId, requests: peer.requests.slice(before) };
  }

  it('confirms a message whose code was submitted', async () => {
    const { messageId, requests } = await reported(senderOf(), 'verified');
    expect(requests.map(({ path, body }) => [path, body])).to.deep.equal([
      [`/2010-04-01/Accounts/${accountSid}/Messages/${messageId}/Feedback.json`, 'Outcome=confirmed'],
    ]);
  });

  it('says nothing of other messages, which are unconfirmed to Twilio, nor of ids that are none', async () => {
    for (const outcome of ['resent', 'expired'] as const)
      expect((await reported(senderOf(), outcome)).requests).to.deep.equal([]);
    expect((await reported(senderOf(), 'verified', '../../x')).requests).to.deep.equal([]);
  });

  it('is announced with each message that can be verified here, if it is on', async () => {
    const announced = async (sender: TwilioSmsSender, one: SmsMessage) => {
      await sender.send(one);
      return peer.messages.at(-1)?.providesFeedback;
    };
    expect(await announced(senderOf(), message)).to.equal(true);
    expect(await announced(senderOf(), { ...message, isJudged: false })).to.equal(false);
    expect(await announced(senderOf({ feedback: false }), message)).to.equal(false);
    expect(senderOf({ feedback: false })).not.to.have.property('report');
  });

  it('rejects with a status or a code, and nothing else', async () => {
    const sender = senderOf();
    const errorOf = async (): Promise<unknown> => {
      const report = { messageId: sid, sender: 'twilio', country: 'GB', isFirst: true, sentAt: 0 };
      try {
        await sender.report?.({ ...report, outcome: 'verified' });
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : error;
      }
    };
    for (const status of [401, 404, 500]) {
      peer.playAnswer({ status, body: `no ${message.to}` }, { sent: false });
      expect(await errorOf()).to.equal(`twilio: feedback is answered with ${status}`);
    }
    await peer.play('accept');
    expect(await errorOf(), 'of a message that nobody sent').to.equal(
      'twilio: feedback is answered with 404',
    );
    await peer.play('cut-before-reading', 1);
    expect(await errorOf()).to.match(/^twilio: no feedback: E[A-Z]+$/);
    await peer.play('accept');
  });

  it('is sent with a callback too', async () => {
    await senderOf({ statusCallback: url }).send(message);
    expect(peer.messages.at(-1)).to.include({ statusCallback: url, providesFeedback: true });
    await senderOf().send(message);
    expect(peer.messages.at(-1)?.statusCallback).to.equal(undefined);
  });
});
