import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { verifyWebhook, WebhookVerificationError, type WebhookRequest } from '@threepid/sms-webhook';

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;
const seconds = 1_700_000_000;
const clock = { now: () => seconds * 1_000 };

const payload = {
  type: 'sms.send',
  timestamp: '2023-11-14T22:13:20.000Z',
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

function sign(id: string, timestamp: string, body: string, bytes = key): string {
  return `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

type Headed = WebhookRequest & { readonly headers: Readonly<Record<string, string>> };

interface Parts {
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
  readonly signature?: string;
}

function requestOf(parts: Parts = {}): Headed {
  const { id = 'k1', timestamp = String(seconds), body = JSON.stringify(payload) } = parts;
  const signature = parts.signature ?? sign(id, timestamp, body);
  return {
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
    body,
  };
}

function expectDisbelief(request: WebhookRequest): void {
  expect(() => verifyWebhook(secret, request, { clock })).to.throw(WebhookVerificationError);
}

describe('verifyWebhook', () => {
  it('returns the payload of a valid request', () => {
    expect(verifyWebhook(secret, requestOf(), { clock })).to.deep.equal(payload);
  });

  it('accepts the test vector of the specification', () => {
    // The vector's body is not an sms.send payload, but that is checked only after the signature and the time.
    const request = requestOf({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: '{"test": 2432232314}',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    const at = { now: () => 1_614_265_330_000 };
    expect(() => verifyWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', request, { clock: at })).to.throw(
      'the body is not an sms.send payload',
    );
  });

  it('accepts Fetch API headers, and names in any case', () => {
    const { headers, body } = requestOf();
    expect(verifyWebhook(secret, { headers: new Headers(headers), body }, { clock }).to).to.equal(payload.to);
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(verifyWebhook(secret, { headers: upper, body }, { clock }).to).to.equal(payload.to);
  });

  it('accepts a body of bytes', () => {
    const { headers, body } = requestOf();
    expect(verifyWebhook(secret, { headers, body: Buffer.from(body) }, { clock }).to).to.equal(payload.to);
  });

  it('accepts any valid signature among others, for any of its secrets', () => {
    const { body } = requestOf();
    const right = sign('k1', String(seconds), String(body));
    const signature = `v1a,AAAA ${sign('k1', '1', 'x')} ${right} v2,${right}`;
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect(verifyWebhook([other, secret], requestOf({ signature }), { clock }).to).to.equal(payload.to);
    expect(() => verifyWebhook(other, requestOf({ signature }), { clock })).to.throw(
      WebhookVerificationError,
    );
  });

  it('rejects the right bytes under another version', () => {
    const { body } = requestOf();
    const right = sign('k1', String(seconds), String(body)).slice(3);
    for (const signature of [right, `v2,${right}`, `v1a,${right}`, `v1=${right}`, '', 'v1,']) {
      expectDisbelief(requestOf({ signature }));
    }
  });

  it('rejects a request that is more than five minutes old or ahead', () => {
    for (const apart of [-300, 0, 300]) {
      expect(verifyWebhook(secret, requestOf({ timestamp: String(seconds + apart) }), { clock }).to).to.equal(
        payload.to,
      );
    }
    for (const apart of [-301, 301]) expectDisbelief(requestOf({ timestamp: String(seconds + apart) }));
  });

  it('takes another tolerance', () => {
    const request = requestOf({ timestamp: String(seconds - 11) });
    expect(verifyWebhook(secret, request, { clock, toleranceSeconds: 11 }).to).to.equal(payload.to);
    expect(() => verifyWebhook(secret, request, { clock, toleranceSeconds: 10 })).to.throw(
      WebhookVerificationError,
    );
  });

  it('rejects an invalid time, even if signed', () => {
    for (const timestamp of ['NaN', 'Infinity', '1.7e9', ' 1700000000', '-1700000000', '1700000000.0'])
      expectDisbelief(requestOf({ timestamp }));
  });

  it('rejects a request that lacks a header', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const { headers, body } = requestOf();
      expectDisbelief({ headers: Object.assign({}, headers, { [name]: undefined }), body });
      expectDisbelief({ headers: Object.assign({}, headers, { [name]: [headers[name] ?? ''] }), body });
    }
  });

  it('rejects a signed body that is not a payload, or that has another id', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '{}',
      '"x"',
      JSON.stringify({ ...payload, to: 1 }),
      JSON.stringify({ ...payload, type: 'x' }),
    ])
      expectDisbelief(requestOf({ body }));
    expectDisbelief(requestOf({ id: 'k2' }));
  });

  it('rejects a request in which a byte was changed', () => {
    const right = requestOf();
    fc.assert(
      fc.property(fc.nat(String(right.body).length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const body = String(right.body);
        const changed = body.slice(0, at) + String.fromCharCode(code) + body.slice(at + 1);
        if (changed !== body) expectDisbelief({ ...right, body: changed });
      }),
    );
  });

  it('rejects anything made up', () => {
    const header = fc.string({ maxLength: 50 });
    fc.assert(
      fc.property(header, header, header, fc.string(), (id, timestamp, signature, body) => {
        expectDisbelief(requestOf({ id, timestamp, signature, body }));
      }),
    );
  });

  it('reveals nothing of the request or the secret in its errors', () => {
    for (const request of [
      requestOf({ signature: 'v1,x' }),
      requestOf({ timestamp: '1' }),
      requestOf({ body: '{}' }),
    ]) {
      try {
        verifyWebhook(secret, request, { clock });
        expect.fail('accepted');
      } catch (error) {
        expect(String(error)).not.to.match(/482915|447400|whsec|k1/);
      }
    }
  });
});
