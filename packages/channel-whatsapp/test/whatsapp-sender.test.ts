import { expect } from 'chai';
import { WhatsAppSender, type WhatsAppSenderOptions } from '@threepid/channel-whatsapp';
import { leaksOf } from '@threepid/contract-tests';
import {
  startWhatsAppPeer,
  whatsAppErrorAnswer,
  type SmsHttpPeer,
  type WhatsAppPeerMessage,
} from '@threepid/contract-tests/peers';
import { ProviderError, type SmsMessage, type SmsResult } from '@threepid/core';
import { whatsAppErrorCodes } from '../dist/whatsapp-error-codes.js';
import { account, options } from './whatsapp-account.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
  code: '482915',
  locale: 'en',
};

/** The published codes of a template message, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'other channels': '100 130472 130497 131009 131021 131026 131030 131049 131056 135000',
  'rejected-destination': '131050',
  refused: `
    0 3 10 33 190 368 131005 131008 131031 131037 131042 131045 131047 131051 132000 132001 132005 132007 132012 132015
    132016 132068 132069 133006 133010 134011`,
  'unavailable, no': '4 80007 130429 131048 131057',
  'unavailable, unknown': '1 2 131000 131016 133004',
};

const codes = Object.entries(expected).flatMap(([result, list]) =>
  list
    .trim()
    .split(/\s+/)
    .map((code) => [Number(code), result] as const),
);

describe('WhatsAppSender on the wire', () => {
  let peer: SmsHttpPeer<WhatsAppPeerMessage>;

  before(async () => {
    peer = await startWhatsAppPeer(account);
  });

  afterEach(() => peer.play('accept'));

  after(() => peer.close());

  function senderOf(parts: Partial<WhatsAppSenderOptions> = {}): WhatsAppSender {
    return new WhatsAppSender({ ...options, baseUrl: peer.url, ...parts });
  }

  async function resultOf(status: number, code: number): Promise<string> {
    peer.playAnswer(whatsAppErrorAnswer(status, code, `an error with ${message.to}`), { sent: false });
    return described(await senderOf().send(message));
  }

  it('returns the id of the message, and gives it its own name', async () => {
    const result = await senderOf().send(message);
    expect(result.kind === 'sent' && result.messageId).to.match(/^wamid\./);
    expect(peer.messages.at(-1)).to.include({ template: 'verification_code', callbackData: 'k1' });
    expect(peer.requests.at(-1)?.path).to.equal(`/v24.0/${account.phoneNumberId}/messages`);
  });

  it("chooses the template's language by the message's locale, else the one for all others", async () => {
    for (const locale of ['de', 'de-CH', 'PT-br', 'pt', 'ja', undefined])
      await senderOf().send({ ...message, locale });
    const languages = peer.messages.slice(-6).map(({ language }) => language);
    expect(languages).to.deep.equal(['de', 'de', 'pt_BR', 'en_US', 'en_US', 'en_US']);
  });

  it('leaves a code of more than 15 characters to other channels, without a request', async () => {
    const requests = peer.requests.length;
    const result = await senderOf().send({ ...message, code: '0123456789abcdef' });
    expect(result).to.include({ kind: 'rejected-destination', otherChannels: true });
    expect(peer.requests).to.have.length(requests);
  });

  it('is refused with a wrong token or template, and tries only once', async () => {
    for (const parts of [{ accessToken: 'wrong' }, { template: 'other' }, { phoneNumberId: '1' }]) {
      const requests = peer.requests.length;
      expect((await senderOf(parts).send(message)).kind).to.equal('refused');
      expect(peer.requests).to.have.length(requests + 1);
    }
  });

  it('knows each published code, and no other', () => {
    expect(new Set(codes.map(([code]) => code)).size).to.equal(codes.length);
    expect([...whatsAppErrorCodes.keys()]).to.have.members(codes.map(([code]) => code));
  });

  it('classifies each published code', async () => {
    for (const [code, result] of codes) expect(await resultOf(400, code), String(code)).to.equal(result);
  });

  const others: readonly (readonly [status: number, code: number, result: string, why: string])[] = [
    [403, 200, 'refused', 'a permission is missing'],
    [400, 139_999, 'rejected-destination', 'a new code may be about the number'],
    [401, 139_999, 'refused', 'the token is wrong'],
    [429, 131_026, 'unavailable, no', 'the status says so'],
    [503, 139_999, 'unavailable, unknown', 'the status says so'],
  ];
  for (const [status, code, result, why] of others) {
    it(`${String(status)} with ${String(code)}: ${result}: ${why}`, async () => {
      expect(await resultOf(status, code)).to.equal(result);
    });
  }

  for (const [status, body, result] of [
    [403, '<html>', 'refused'],
    [200, '{"messages":[{"id":1}]}', 'unavailable, unknown'],
    [200, '{"messages":{}}', 'unavailable, unknown'],
    [200, '[]', 'unavailable, unknown'],
  ] as const) {
    it(`${String(status)} with ${body}: ${result}`, async () => {
      peer.playAnswer({ status, body }, { sent: false });
      expect(described(await senderOf().send(message))).to.equal(result);
    });
  }

  it("tells the operator Meta's code, status and trace, without number and code", async () => {
    peer.playAnswer(whatsAppErrorAnswer(400, 131026, `no ${message.to}: 482915`), { sent: false });
    const result = await senderOf().send(message);
    const cause = result.kind === 'sent' ? undefined : result.cause;
    expect(cause).to.be.instanceOf(ProviderError);
    expect(cause).to.include({ provider: 'whatsapp', status: 400, code: '131026' });
    expect(cause)
      .to.have.property('requestId')
      .that.matches(/^A[0-9a-f]{20}$/);
    expect(String(cause)).to.include('no +44********56: [code]');
  });

  it('never shows the token, which Meta quotes if it cannot read it', async () => {
    const quoting = whatsAppErrorAnswer(400, 190, `Malformed access token ${account.accessToken}`);
    peer.playAnswer(quoting, { sent: false });
    const result = await senderOf().send(message);
    expect(leaksOf(result, [account.accessToken])).to.deep.equal([]);
    expect(result.kind === 'refused' && String(result.cause)).to.include('Malformed access token [secret]');
  });

  const wrong: Readonly<Record<string, Partial<WhatsAppSenderOptions>>> = {
    'a number instead of its id': { phoneNumberId: '+447400123456' },
    'no token': { accessToken: '' },
    'a line break in the token': { accessToken: 'a\nb' },
    'a template with a space': { template: 'My template' },
    'a BCP 47 tag': { language: 'en-US' },
    'one among the others': { languages: { de: 'de-DE' } },
    'a version without v': { apiVersion: '24.0' },
    'a path in the version': { apiVersion: '../v24.0' },
    'plain http elsewhere': { baseUrl: 'http://graph.example.org' },
  };
  for (const [what, parts] of Object.entries(wrong)) {
    it(`options with ${what} are refused at the start, without their values`, () => {
      expect(() => new WhatsAppSender({ ...options, ...parts }))
        .to.throw(TypeError)
        .with.property('message')
        .that.does.not.include(account.accessToken);
    });
  }
});

function described(result: SmsResult): string {
  if (result.kind === 'unavailable') return `unavailable, ${result.taken}`;
  return result.kind === 'rejected-destination' && result.otherChannels === true
    ? 'other channels'
    : result.kind;
}
