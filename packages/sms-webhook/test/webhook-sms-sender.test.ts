import { expect } from 'chai';
import { startWebhookPeer, type SmsHttpPeer, type WebhookPeerMessage } from '@threepid/contract-tests/peers';
import type { Clock, ProviderError, SmsMessage } from '@threepid/core';
import { verifyWebhook, WebhookSmsSender, type WebhookSmsSenderOptions } from '@threepid/sms-webhook';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const older = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const clock: Clock = { now: () => 1_700_000_000_999 };

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code. 🔐',
  purpose: 'verify',
  idempotencyKey: 'Rk5-_0',
};

describe('WebhookSmsSender on the wire', () => {
  let peer: SmsHttpPeer<WebhookPeerMessage>;

  beforeEach(async () => {
    peer = await startWebhookPeer(secret);
  });

  afterEach(() => peer.close());

  function senderOf(options: Partial<WebhookSmsSenderOptions> = {}): WebhookSmsSender {
    return new WebhookSmsSender({ url: `${peer.url}/sms?tenant=1`, secrets: secret, clock, ...options });
  }

  it('posts the message as JSON, with time and idempotency key', async () => {
    await senderOf().send(message);
    expect(peer.requests[0]).to.include({ method: 'POST', path: '/sms?tenant=1' });
    expect(peer.requests[0]?.headers).to.include({
      'content-type': 'application/json',
      'webhook-id': 'Rk5-_0',
      'webhook-timestamp': '1700000000',
    });
    expect(peer.messages[0]?.payload).to.deep.equal({
      type: 'sms.send',
      timestamp: '2023-11-14T22:13:20.999Z',
      to: '+447400123456',
      country: 'GB',
      text: '482915 is your code. 🔐',
      purpose: 'verify',
      idempotencyKey: 'Rk5-_0',
    });
  });

  it('writes null for no country', async () => {
    await senderOf().send({ ...message, country: undefined });
    expect(peer.messages[0]?.payload['country']).to.equal(null);
  });

  it('is accepted by verifyWebhook', async () => {
    await senderOf().send(message);
    const [request] = peer.requests;
    if (request === undefined) expect.fail('no request');
    const payload = verifyWebhook(secret, request, { clock });
    expect(payload).to.include({ to: message.to, text: message.text });
  });

  it('signs with every secret, so that a receiver may have the old or the new one', async () => {
    await senderOf({ secrets: [older, secret] }).send(message);
    const [request] = peer.requests;
    if (request === undefined) expect.fail('no request');
    expect(peer.messages).to.have.length(1);
    expect(verifyWebhook(older, request, { clock }).text).to.equal(message.text);
    expect(verifyWebhook(secret, request, { clock }).text).to.equal(message.text);
  });

  it('is refused by a gateway with another secret', async () => {
    expect((await senderOf({ secrets: older }).send(message)).kind).to.equal('refused');
  });

  describe('what the gateway answers', () => {
    const answers: readonly (readonly [status: number, body: string, expected: string])[] = [
      [200, '{"messageId":"m1"}', 'sent'],
      [202, '{"messageId":"m1","more":1}', 'sent'],
      [200, '{"messageId":""}', 'unavailable, unknown'],
      [200, '{"messageId":1}', 'unavailable, unknown'],
      [200, '{}', 'unavailable, unknown'],
      [204, '', 'unavailable, unknown'],
      [200, 'null', 'unavailable, unknown'],
      [400, '', 'rejected-destination'],
      [401, '{}', 'refused'],
      [403, '<html>', 'rejected-destination'],
      [404, 'null', 'refused'],
      [410, '{}', 'rejected-destination'],
      [422, '{}', 'rejected-destination'],
      [400, '{"error":"rejected-destination"}', 'rejected-destination'],
      [422, '{"error":"rejected-destination","reason":"landline"}', 'rejected-destination'],
      [500, '{"error":"refused"}', 'refused'],
      [503, '{"error":"unavailable","taken":"no"}', 'unavailable, no'],
      [503, '{"error":"unavailable","taken":"unknown"}', 'unavailable, unknown'],
      [503, '{"error":"unavailable"}', 'unavailable, unknown'],
      [503, '{"error":"unavailable","taken":"perhaps"}', 'unavailable, unknown'],
      [400, '{"error":"sent"}', 'rejected-destination'],
      [400, '{"error":"refused"}', 'refused'],
      [408, '{}', 'unavailable, unknown'],
      [429, '{}', 'unavailable, no'],
      [500, '{}', 'unavailable, unknown'],
      [502, '<html>', 'unavailable, unknown'],
      [307, '', 'refused'],
    ];

    for (const [status, body, expected] of answers) {
      it(`${String(status)} ${body} is ${expected}`, async () => {
        const headers = { location: `${peer.url}/elsewhere` };
        peer.playAnswer({ status, headers, body }, { sent: false });
        const result = await senderOf().send(message);
        expect(result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind).to.equal(
          expected,
        );
        expect(peer.requests).to.have.length(1);
        if (result.kind !== 'sent') expect(result.cause).to.include({ provider: 'webhook', status });
      });
    }

    const refused = [401, 402, 404, 405, 406, 407, 411, 413, 414, 415, 417, 421, 426, 428, 431];
    const unavailable: Readonly<Record<number, string>> = {
      408: 'unavailable, unknown',
      429: 'unavailable, no',
    };
    it('of any 4xx status rejects the destination, unless it can’t be about the number', async () => {
      for (let status = 400; status < 500; status += 1) {
        peer.playAnswer({ status, body: '{}' }, { sent: false });
        const result = await senderOf().send(message);
        const expected =
          unavailable[status] ?? (refused.includes(status) ? 'refused' : 'rejected-destination');
        expect(
          result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind,
          String(status),
        ).to.equal(expected);
      }
    });

    it("reports the gateway's reason to the operator, scrubbed and cut", async () => {
      const reason = `no route to ${message.to} for "${message.text}" or 482 915; ${'x'.repeat(2_000)}`;
      peer.playAnswer({ status: 400, body: JSON.stringify({ reason }) }, { sent: false });
      const result = await senderOf().send(message);
      const cause = result.kind === 'sent' ? undefined : (result.cause as ProviderError);
      expect(cause?.message).to.match(/^no route to \+44\*{8}56 for "\[text\]" or \[digits\]; x+$/);
      expect(cause?.message).to.have.length(500);
    });

    it('is read up to 64 KiB', async () => {
      peer.playAnswer({ status: 200, body: ' '.repeat(10_000_000) + '{"messageId":"m1"}' }, { sent: true });
      expect(await senderOf().send(message)).to.include({ kind: 'unavailable', taken: 'unknown' });
    });
  });

  describe('ready', () => {
    it('resolves if the gateway answers', async () => {
      await senderOf().ready();
      expect(peer.requests[0]?.method).to.equal('HEAD');
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
    for (const url of [
      '',
      'sms',
      'ftp://127.0.0.1',
      'http://gateway.example.org',
      'http://127.0.0.1.example.org',
      'https://u:p@example.org',
    ]) {
      it(`${url || 'no URL'} is refused`, () => {
        expect(() => senderOf({ url })).to.throw(TypeError);
      });
    }

    for (const url of [
      'https://gateway.example.org/sms',
      'http://localhost:8080',
      'http://[::1]:8080',
      'http://127.8.9.1',
    ]) {
      it(`${url} is accepted`, () => {
        expect(() => senderOf({ url })).not.to.throw();
      });
    }

    const short = `whsec_${Buffer.alloc(23).toString('base64')}`;
    const long = `whsec_${Buffer.alloc(65).toString('base64')}`;
    const wrong = ['', 'secret', secret.slice(6), short, long, `${secret}!`, [], [secret, 'x']];
    for (const one of wrong) {
      it(`the secrets ${JSON.stringify(one).slice(0, 20)} are refused, and not revealed`, () => {
        expect(() => senderOf({ secrets: one }))
          .to.throw(TypeError)
          .with.property('message')
          .that.does.not.include(secret.slice(6));
      });
    }
  });
});
