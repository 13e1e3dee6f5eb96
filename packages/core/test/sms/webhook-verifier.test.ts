import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { createWebhookVerifier, WebhookVerificationError, type WebhookRequest } from '@threepid/core';
import { readWebhookSecret, readWebhookSecrets, webhookMac } from '../../dist/sms/webhook-secret.js';

const bytes = Buffer.alloc(24, 7);
const secret = `whsec_${bytes.toString('base64')}`;
const other = `whsec_${Buffer.alloc(64, 9).toString('base64')}`;
const now = 1_800_000_000;
const clock = { now: () => now * 1_000 };

interface Parts {
  readonly key?: Buffer;
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
}

/** As the specification says: base64 of the HMAC-SHA256 of id, time and body, joined by full stops. */
function signed({ key = bytes, id = 'msg_1', timestamp = String(now), body = '{"a":1}' }: Parts = {}) {
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
  return { headers, body };
}

describe('a webhook', () => {
  const verify = createWebhookVerifier(secret, { clock });

  it('is known by its signature, and named by its id', () => {
    expect(verify(signed())).to.equal('msg_1');
    const { headers, body } = signed({ id: 'msg_2' });
    expect(verify({ headers, body: Buffer.from(body) })).to.equal('msg_2');
    expect(verify({ headers: new Headers(headers), body })).to.equal('msg_2');
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(verify({ headers: upper, body })).to.equal('msg_2');
  });

  it('may have several signatures, of which one is ours', () => {
    const { headers, body } = signed();
    const ours = headers['webhook-signature'];
    const withSignature = (signature: string): WebhookRequest => ({
      headers: { ...headers, 'webhook-signature': signature },
      body,
    });
    for (const signature of [`v1a,abc ${ours}`, `${ours} v1,AAAA`, `v1,${'A'.repeat(44)} ${ours}`])
      expect(verify(withSignature(signature)), signature).to.equal('msg_1');
    for (const signature of [
      ours.slice(3),
      ours.replace('v1,', 'v2,'),
      ours.replace('v1,', ' 1,'),
      `${ours.slice(0, -4)}AAA=`,
      ours.slice(0, 20),
      `${ours.slice(0, 20)}x ${ours.slice(20)}`,
      'v1,',
    ])
      expect(() => verify(withSignature(signature)), signature).to.throw(
        WebhookVerificationError,
        'no signature matches',
      );
  });

  it('is known by any secret of a rotation', () => {
    const verifyBoth = createWebhookVerifier([other, secret], { clock });
    expect(verifyBoth(signed())).to.equal('msg_1');
    expect(verifyBoth(signed({ key: Buffer.alloc(64, 9) }))).to.equal('msg_1');
    expect(() => createWebhookVerifier(other, { clock })(signed())).to.throw(WebhookVerificationError);
  });

  it('is refused if its body, id or time was changed', () => {
    const { headers, body } = signed();
    for (const request of [
      { headers, body: `${body} ` },
      { headers: { ...headers, 'webhook-id': 'msg_2' }, body },
      { headers: { ...headers, 'webhook-timestamp': String(now - 1) }, body },
    ])
      expect(() => verify(request)).to.throw(WebhookVerificationError, 'no signature matches');
  });

  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    it(`is refused without ${name}`, () => {
      const { headers, body } = signed();
      for (const value of [undefined, '', ['a', 'b']])
        expect(() => verify({ headers: { ...headers, [name]: value }, body })).to.throw(
          WebhookVerificationError,
          `${name} is missing`,
        );
      const { [name]: _, ...others }: Record<string, string> = headers;
      expect(() => verify({ headers: others, body })).to.throw(
        WebhookVerificationError,
        `${name} is missing`,
      );
      const fetched = new Headers(headers);
      fetched.delete(name);
      expect(() => verify({ headers: fetched, body })).to.throw(`${name} is missing`);
    });
  }

  it('is refused if it is older or newer than five minutes, or as the host says', () => {
    const tooFar = 'webhook-timestamp is too far from the current time';
    for (const seconds of [now - 300, now + 300])
      expect(verify(signed({ timestamp: String(seconds) }))).to.equal('msg_1');
    for (const seconds of [now - 301, now + 301])
      expect(() => verify(signed({ timestamp: String(seconds) }))).to.throw(WebhookVerificationError, tooFar);
    const strict = createWebhookVerifier(secret, { clock, toleranceSeconds: 0 });
    expect(strict(signed())).to.equal('msg_1');
    expect(() => strict(signed({ timestamp: String(now - 1) }))).to.throw(tooFar);
    expect(() => createWebhookVerifier(secret)(signed({ timestamp: '1' }))).to.throw(tooFar);
  });

  for (const timestamp of [
    'x',
    '1e9',
    `${String(now)}.5`,
    ` ${String(now)}`,
    `${String(now)} `,
    `-${String(now)}`,
    '1'.repeat(13),
  ])
    it(`is refused at '${timestamp}'`, () => {
      expect(() => verify(signed({ timestamp }))).to.throw(
        WebhookVerificationError,
        'webhook-timestamp is not a Unix time',
      );
    });

  it('is refused by an error with a name of its own', () => {
    expect(new WebhookVerificationError('a')).to.include({ name: 'WebhookVerificationError', message: 'a' });
  });
});

describe('the secret of webhooks', () => {
  const wrong = 'a webhook secret must be whsec_ and the base64 of 24 to 64 bytes';

  it('is whsec_ and 24 to 64 bytes', () => {
    for (const length of [24, 64])
      expect(readWebhookSecret(`whsec_${Buffer.alloc(length).toString('base64')}`).symmetricKeySize).to.equal(
        length,
      );
    for (const text of [
      '',
      bytes.toString('base64'),
      `whsec_${Buffer.alloc(23).toString('base64')}`,
      `whsec_${Buffer.alloc(65).toString('base64')}`,
      ` ${secret}`,
      `${secret}===`,
      `${secret} `,
      secret.replace('B', '*'),
    ])
      expect(() => readWebhookSecret(text), text).to.throw(TypeError, wrong);
  });

  it('may be one or several, and not none', () => {
    expect(readWebhookSecrets(secret)).to.have.length(1);
    expect(readWebhookSecrets([secret, other])).to.have.length(2);
    expect(() => readWebhookSecrets([])).to.throw(TypeError, 'give at least one webhook secret');
    expect(() => readWebhookSecrets([secret, 'x'])).to.throw(TypeError, wrong);
  });

  it('signs id, time and body', () => {
    const { headers, body } = signed();
    const mac = webhookMac(readWebhookSecret(secret), 'msg_1', String(now), body);
    expect(`v1,${mac.toString('base64')}`).to.equal(headers['webhook-signature']);
  });
});
