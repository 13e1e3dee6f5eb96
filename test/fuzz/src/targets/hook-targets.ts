import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { webhookMac, readWebhookSecrets, type HttpRequest } from '@threepid/core';
import { createHooks } from '@threepid/hooks';
import { textOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { FuzzedFramework } from './fuzzed-framework.js';
import { utf8 } from './line-fields.js';
import { writtenRequest } from './written-request.js';

const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const secrets = {
  logto: 'Bearer aMKsWNgPFE_1oVq1hTLJVw',
  kratos: 'Bearer 6mQTJ0yXg5qYkGQXlGVh2g',
  zitadel: 'mN8tQe2uYc5wZ1rXh7Kp',
};
const nowSeconds = 1_796_000_000;

const framework = new FuzzedFramework('off');
let delivered = 0;

const hooks = createHooks({
  threepid: {
    deliverMessage: (input) => {
      delivered += 1;
      assert.equal(typeof input.phoneNumber, 'string');
      assert.ok(typeof input.id === 'string' && input.id !== '');
      assert.ok(input.code === undefined || typeof input.code === 'string');
      assert.ok(input.locales?.every((locale) => typeof locale === 'string') ?? true);
      return framework.threepid.deliverMessage(input);
    },
  },
  supabase: { secrets: `v1,${whsec}`, localesOf: ({ user_metadata: metadata }) => [metadata, 'de'] },
  logto: { authorization: secrets.logto },
  kratos: { authorization: secrets.kratos },
  zitadel: { signingKeys: secrets.zitadel, text: 'ours' },
  clock: { now: () => nowSeconds * 1_000 },
});

/** The headers by which each product shows who it is, for a body. */
const signing: Readonly<Record<string, (body: string) => Readonly<Record<string, string>>>> = {
  supabase: (body) => ({
    'webhook-id': 'fuzzed',
    'webhook-timestamp': String(nowSeconds),
    'webhook-signature': `v1,${macOfSupabase(body)}`,
  }),
  logto: () => ({ authorization: secrets.logto }),
  kratos: () => ({ authorization: secrets.kratos }),
  zitadel: (body) => {
    const mac = createHmac('sha256', secrets.zitadel).update(`${nowSeconds}.${body}`).digest('hex');
    return { 'zitadel-signature': `t=${nowSeconds},v1=${mac}` };
  },
};

function macOfSupabase(body: string): string {
  const [key] = readWebhookSecrets(whsec);
  assert.ok(key !== undefined);
  return webhookMac(key, 'fuzzed', String(nowSeconds), body).toString('base64');
}

/** A call of a product. With the header `x-sign`, it is the product's; without, anybody's. */
const hookCalls: FuzzTarget = {
  name: 'hooks',
  share: 2,
  seeds: [
    ...['', 'x-sign: yes\n'].flatMap((sign) => [
      `POST /_threepid/hooks/supabase\n${sign}\n{"user":{"phone":"447400123456","user_metadata":{"locale":"de"}},"sms":{"otp":"561166","phone":"447400123456"},"metadata":{"uuid":"x","ip_address":"198.51.100.7"}}`,
      `POST /_threepid/hooks/logto\n${sign}\n{"to":"447400123456","type":"SignIn","payload":{"code":"561166","locale":"de"},"ip":"198.51.100.7"}`,
      `POST /_threepid/hooks/kratos\n${sign}\n{"recipient":"+447400123456","body":"Your code is 561166","template_type":"login_code_valid","template_data":{"login_code":"561166"}}`,
      `POST /_threepid/hooks/zitadel\n${sign}\n{"contextInfo":{"recipientPhoneNumber":"+447400123456","eventType":"x"},"templateData":{"text":"Code 561166"},"args":{"oTP":"561166"}}`,
    ]),
    'GET /_threepid/hooks/logto',
    'POST /_threepid/hooks/logto\nx-sign: yes\nx-body: parsed\n\n{"to":"1"}',
  ],
  dictionary: [
    'x-sign: yes',
    'x-body: parsed',
    'supabase',
    'logto',
    'kratos',
    'zitadel',
    'webhook-signature: v1,',
    'zitadel-signature: t=',
  ],
  run: async (input) => {
    framework.begin();
    const { request, isSigned } = signedRequest(writtenRequest(textOf(input)));
    const before = delivered;
    const response = await hooks.handle(request);
    if (response === undefined) return;
    const { status, body } = response;
    const isParsed = typeof request.body === 'object' && !(request.body instanceof Uint8Array);
    // 502: the provider failed. 500: the host has parsed what was signed.
    assert.ok(status < 500 || status === 502 || (status === 500 && isParsed), `status ${status}: ${body}`);
    assert.equal(typeof JSON.parse(body), 'object');
    assert.ok(!/\d{7}|561166/.test(body.replace(/"retry_after_ms":\d+/, '')), `the answer quotes: ${body}`);
    if (isSigned) return;
    assert.equal(delivered, before, 'nobody else has a message sent');
    const refusals = isParsed ? [401, 405, 413, 500] : [401, 405, 413];
    assert.ok(refusals.includes(status), `nobody else has a body read: ${status}`);
  },
};

/** Only a call whose body is still text can be signed. */
function signedRequest({ headers: { 'x-sign': sign, ...headers }, ...request }: HttpRequest) {
  const product = /^\/_threepid\/hooks\/(\w+)$/.exec(request.path)?.[1] ?? '';
  const makeHeaders = Object.hasOwn(signing, product) ? signing[product] : undefined;
  if (sign === undefined || makeHeaders === undefined)
    return { request: { ...request, headers }, isSigned: false };
  const { body } = request;
  const text = body instanceof Uint8Array ? utf8(textOf(body)) : typeof body === 'string' ? body : '';
  return { request: { ...request, headers: { ...headers, ...makeHeaders(text) } }, isSigned: true };
}

export const hookTargets: readonly FuzzTarget[] = [hookCalls];
