import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { CallbackRequest, DeliveryReceipt, ProviderCallback } from '@threepid/core';
import { errorsOfDeclaration, HttpSmsSender, readRecipe, type CallbackDeclaration } from '@threepid/sms-http';
import { declaration } from './declaration.js';

const signatureSecret = 'Sekret of signatures';
const settings = { apiKey: 'abcd1234', apiSecret: 'x', from: 'ACME' };

/** A receipt of Vonage. Source: Vonage API documentation, SMS API reference, "Delivery receipt". */
const fields = {
  msisdn: '447400123456',
  to: 'ACME & Co = 1',
  'network-code': '23410',
  messageId: '0C000000217B7F02',
  price: '0.03330000',
  status: 'delivered',
  scts: '2611291435',
  'err-code': '0',
  'api-key': 'abcd1234',
  'message-timestamp': '2026-11-29 14:35:07',
  timestamp: '1795962907',
  nonce: '95261d4b-fcb4-4f0d-8c1b-5b0fb1a0b0a1',
};

/** Signs as Vonage's documentation says: "Signing messages". */
function signed(values: Readonly<Record<string, string>>, secret = signatureSecret): Record<string, string> {
  const names = Object.keys(values).sort();
  const text = names.map((name) => `&${name}=${(values[name] ?? '').replaceAll(/[&=]/g, '_')}`).join('');
  return { ...values, sig: createHmac('sha256', secret).update(text).digest('hex') };
}

const ways: Readonly<Record<string, (values: Readonly<Record<string, string>>) => CallbackRequest>> = {
  'a GET': (values) => ({
    method: 'GET',
    query: new URLSearchParams(values).toString(),
    headers: {},
    body: '',
  }),
  'a form': (values) => ({
    method: 'POST',
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(values).toString(),
  }),
  JSON: (values) => ({
    method: 'POST',
    query: '',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(values),
  }),
};
const asGet = ways['a GET'] ?? (() => ({ method: '', query: '', headers: {}, body: '' }));

describe('the delivery receipts of the recipe vonage', () => {
  const sender = new HttpSmsSender(readRecipe('vonage'), { settings: { ...settings, signatureSecret } });
  const told: DeliveryReceipt[] = [];
  sender.onReceipt((receipt) => told.push(receipt));

  beforeEach(() => {
    told.length = 0;
  });

  /** The status of the answer. */
  async function statusOf(
    request: CallbackRequest,
    [callback]: readonly ProviderCallback[] = sender.callbacks,
  ) {
    return (await callback?.handle(request))?.status;
  }

  it('are served by the name of the sender, if there is the secret of their signatures', () => {
    expect(sender.callbacks.map(({ name, methods }) => [name, methods])).to.deep.equal([
      ['vonage', ['GET', 'POST']],
    ]);
    expect(new HttpSmsSender(readRecipe('vonage'), { settings }).callbacks).to.deep.equal([]);
  });

  for (const [way, requestOf] of Object.entries(ways))
    it(`are taken as ${way}`, async () => {
      expect(await statusOf(requestOf(signed(fields)))).to.equal(204);
      expect(told).to.deep.equal([
        { sender: 'vonage', messageId: fields.messageId, state: 'delivered', code: '0', to: '+447400123456' },
      ]);
    });

  it('have their states', async () => {
    const states = ['delivered', 'expired', 'failed', 'rejected', 'accepted', 'buffered', 'unknown', 'new'];
    for (const status of states) await statusOf(asGet(signed({ ...fields, status })));
    const known = ['delivered', 'undelivered', 'undelivered', 'undelivered'];
    expect(told.map(({ state }) => state)).to.deep.equal([...known, ...Array<string>(4).fill('under-way')]);
  });

  it('are taken whatever the case of the digits of their signatures', async () => {
    const { sig = '', ...rest } = signed(fields);
    expect(await statusOf(asGet({ ...rest, sig: sig.toUpperCase() }))).to.equal(204);
  });

  it('are turned away if they are forged', async () => {
    const right = signed(fields);
    const forged: readonly Record<string, string>[] = [
      { ...fields },
      { ...right, status: 'failed' },
      { ...right, more: 'x' },
      { ...right, sig: '' },
      { ...right, sig: right['sig']?.slice(2) ?? '' },
      { ...right, sig: `${right['sig'] ?? ''}00` },
      { ...right, sig: 'no digits' },
      signed(fields, 'another secret'),
      signed(fields, ''),
    ];
    for (const values of forged)
      for (const requestOf of Object.values(ways)) expect(await statusOf(requestOf(values))).to.equal(403);
    expect(told).to.deep.equal([]);
  });

  it('are turned away whatever they are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.string(),
        fc.constantFrom(...Object.values(ways)),
        async (query, body, way) => {
          const request = { ...way({}), query, body };
          expect(await statusOf(request)).to.equal(403);
        },
      ),
      { numRuns: 60 },
    ));

  it('need an id, and no number', async () => {
    const { messageId: _id, ...without } = fields;
    expect(await statusOf(asGet(signed(without)))).to.equal(400);
    expect(await statusOf(asGet(signed({ ...fields, msisdn: 'somebody' })))).to.equal(204);
    expect(told.map(({ to }) => to)).to.deep.equal([undefined]);
  });
});

describe('callbacks', () => {
  const callback: CallbackDeclaration = {
    methods: ['POST'],
    check: {
      algorithm: 'hmac-sha256',
      key: '{token}',
      text: '{header:x-time}\n{body}',
      output: 'base64',
      signature: { header: 'x-signature' },
    },
    id: '/data/id',
    state: { at: '/data/state', delivered: [1], undelivered: [2] },
  };
  const sender = new HttpSmsSender({ ...declaration, callback }, { settings: { token: 'Sekret0123' } });
  const body = '{"data": {"id": 7, "state": 2}}';
  const signature = createHmac('sha256', 'Sekret0123').update(`9\n${body}`).digest('base64');
  const request = { method: 'POST', query: '', body };
  const type = { 'content-type': 'application/json' };

  it('may have their signature in a header, over headers and the body', async () => {
    const told: DeliveryReceipt[] = [];
    sender.onReceipt((receipt) => told.push(receipt));
    const [one] = sender.callbacks;
    const right = { ...type, 'x-time': '9', 'x-signature': signature };
    expect(await one?.handle({ ...request, headers: right })).to.deep.equal({ status: 204 });
    expect(told[0]).to.include({ messageId: '7', state: 'undelivered' });
    const wrong = [
      { ...right, 'x-time': '8' },
      { ...type, 'x-signature': signature },
      { ...type, 'x-time': '9' },
    ];
    for (const headers of wrong)
      expect(await one?.handle({ ...request, headers })).to.deep.equal({ status: 403 });
  });

  it('say nothing that their signature does not cover', async () => {
    const told: DeliveryReceipt[] = [];
    const check = { ...callback.check, text: '{body}', signature: '/sig' };
    const places = { id: '/id', state: { at: '/state', delivered: ['d'], undelivered: ['u'] } };
    const flat: CallbackDeclaration = { ...callback, ...places, check };
    const own = new HttpSmsSender({ ...declaration, callback: flat }, { settings: { token: 'Sekret0123' } });
    own.onReceipt((receipt) => told.push(receipt));
    const [one] = own.callbacks;
    const sig = createHmac('sha256', 'Sekret0123').update('id=7').digest('base64');
    const query = new URLSearchParams({ sig, state: 'u' }).toString();
    expect(await one?.handle({ method: 'POST', query, headers: {}, body: 'id=7' })).to.deep.equal({
      status: 204,
    });
    expect(told[0]).to.include({ messageId: '7', state: 'under-way' });
  });

  it('are checked at the start', () => {
    const wrong = { ...callback, check: { ...callback.check, text: '{boddy}', key: undefined } };
    expect(errorsOfDeclaration({ ...declaration, callback: wrong })).to.deep.equal([
      'callback.check.text has the unknown placeholder {boddy}; did you mean body?',
    ]);
    const keyless = { ...callback, check: { ...callback.check, key: undefined } };
    expect(errorsOfDeclaration({ ...declaration, callback: keyless })).to.deep.equal([
      'callback.check.key is missing',
    ]);
  });
});
