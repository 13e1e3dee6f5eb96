import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { TelegramSender } from '@threepid/channel-telegram';
import { TwilioVoiceSender } from '@threepid/channel-voice';
import type { CallbackRequest, DeliveryReceipt, ProviderCallback } from '@threepid/core';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import {
  createWebhookVerifier,
  readWebhookSecrets,
  webhookMac,
  WebhookVerificationError,
} from '@threepid/core';
import { textOf } from '../engine/bytes.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';
import { utf8 } from './line-fields.js';
import { writtenRequest } from './written-request.js';

const token = 'the-auth-token-of-an-account';
const nowSeconds = 1_796_000_000;
const clock = { now: () => nowSeconds * 1_000 };
const callbackUrl = 'https://id.example.org/_threepid/callbacks';
const twilioAccount = { accountSid: `AC${'0'.repeat(32)}`, authToken: token, from: '+12015550123' };

const senders = [
  new TwilioSmsSender({ ...twilioAccount, statusCallback: `${callbackUrl}/twilio` }),
  new TwilioVoiceSender({ ...twilioAccount, callbackUrl: `${callbackUrl}/voice`, clock }),
  new TelegramSender({ accessToken: token, callbackUrl: `${callbackUrl}/telegram`, clock }),
  new HttpSmsSender(readRecipe('vonage'), {
    settings: { apiKey: 'x', apiSecret: 'y', from: 'ACME', signatureSecret: token },
  }),
];
const callbacks = new Map(
  senders.flatMap((sender) => sender.callbacks).map((callback) => [callback.name, callback]),
);
const receipts: DeliveryReceipt[] = [];
for (const sender of senders) sender.onReceipt((receipt) => receipts.push(receipt));

/** Signs a call as its provider does. */
const signing: Readonly<Record<string, (request: CallbackRequest) => CallbackRequest>> = {
  twilio: (request) =>
    withHeaders(request, { 'x-twilio-signature': twilioSignature(`${callbackUrl}/twilio`, request) }),
  voice: (request) =>
    withHeaders(request, {
      'x-twilio-signature': twilioSignature(`${callbackUrl}/voice?${request.query}`, request),
    }),
  telegram: (request) => {
    const key = createHash('sha256').update(token).digest();
    const signature = createHmac('sha256', key).update(`${nowSeconds}\n${request.body}`).digest('hex');
    return withHeaders(request, {
      'x-request-timestamp': String(nowSeconds),
      'x-request-signature': signature,
    });
  },
  vonage: (request) => {
    const fields = Object.fromEntries(
      [...new URLSearchParams(request.query), ...new URLSearchParams(request.body)].filter(
        ([name]) => name !== 'sig',
      ),
    );
    const text = Object.keys(fields)
      .sort()
      .map((name) => `&${name}=${(fields[name] ?? '').replace(/[&=]/g, '_')}`)
      .join('');
    const sig = createHmac('sha256', token).update(text).digest('hex');
    const query = new URLSearchParams(
      [...new URLSearchParams(request.query)].filter(([name]) => name !== 'sig'),
    );
    query.append('sig', sig);
    const body = new URLSearchParams(
      [...new URLSearchParams(request.body)].filter(([name]) => name !== 'sig'),
    );
    return {
      ...request,
      query: query.toString(),
      body: body.toString(),
      headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
    };
  },
};

function withHeaders(request: CallbackRequest, headers: Readonly<Record<string, string>>): CallbackRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function twilioSignature(url: string, { body }: CallbackRequest): string {
  const pairs = [...new URLSearchParams(body)];
  const names = [...new Set(pairs.map(([name]) => name))].sort();
  const fields = names
    .map((name) =>
      [...new Set(pairs.filter(([one]) => one === name).map(([, value]) => name + value))].sort().join(''),
    )
    .join('');
  return createHmac('sha1', token)
    .update(url + fields)
    .digest('base64');
}

/** A provider's report of a delivery. With the header `x-sign`, it is the provider's; without, anybody's. */
const reports: FuzzTarget = {
  name: 'receipts',
  share: 2,
  seeds: ['', 'x-sign: yes\n'].flatMap((sign) => [
    `POST /twilio\n${sign}\nMessageSid=SM0123456789abcdef0123456789abcdef&MessageStatus=delivered&To=%2B447400123456&ErrorCode=30003`,
    `POST /voice?c=abc\n${sign}\nDigits=1&CallSid=CA1`,
    `POST /telegram\n${sign}\n{"request_id":"abc","phone_number":"447400123456","delivery_status":{"status":"delivered","updated_at":1}}`,
    `GET /vonage?messageId=abc&status=delivered&msisdn=447400123456&err-code=0\n${sign}`,
    `POST /vonage\n${sign}content-type: application/json\n\n{"messageId":"abc","status":"failed","msisdn":"447400123456"}`,
  ]),
  dictionary: ['x-sign: yes', 'x-twilio-signature: ', 'x-request-signature: ', 'sig=', 'application/json'],
  run: async (input) => {
    const {
      path,
      method,
      query,
      headers: { 'x-sign': sign, ...headers },
      body,
    } = writtenRequest(textOf(input));
    const name = path.slice(1);
    const callback = callbacks.get(name);
    if (callback === undefined || !isMethod(callback, method)) return;
    const plain: CallbackRequest = {
      method,
      query,
      headers,
      body: body instanceof Uint8Array ? utf8(textOf(body)) : '',
    };
    const call = sign === undefined ? plain : (signing[name]?.(plain) ?? plain);
    receipts.length = 0;
    const { status, body: told = '' } = await callback.handle(call);
    assert.ok(status >= 200 && status < 500, `status ${status}`);
    // What a call says is for the person on the phone.
    if (name !== 'voice') assert.equal(told, '', 'the answer tells nothing of a message');
    if (sign === undefined) assert.deepEqual([status, receipts], [403, []], 'nobody else is believed');
    receipts.forEach(checkReceipt);
  },
};

function isMethod({ methods }: ProviderCallback, method: string): boolean {
  return methods.some((one) => one === method);
}

function checkReceipt({ sender, messageId, state, code, to }: DeliveryReceipt): void {
  assert.ok(callbacks.has(sender) && typeof messageId === 'string' && messageId !== '');
  assert.ok(['delivered', 'undelivered', 'under-way'].includes(state));
  assert.ok(code === undefined || typeof code === 'string', 'a code is a text');
  assert.ok(to === undefined || /^\+[1-9]\d{6,14}$/.test(to), 'a number is E.164');
}

const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const verify = createWebhookVerifier(whsec, { clock });

/** Headers and a body of Standard Webhooks: only the owner of the secret is believed, and only in time. */
const webhooks: FuzzTarget = {
  name: 'webhook-signatures',
  seeds: [
    `x\nwebhook-id: 1\nwebhook-timestamp: ${nowSeconds}\nwebhook-signature: v1,abc= v1a,x v1,\n\n{}`,
    'x\nx-sign: yes\nwebhook-id: a.b\nwebhook-timestamp: 12\n\n{}',
  ],
  dictionary: [
    'webhook-id: ',
    'webhook-timestamp: ',
    'webhook-signature: v1,',
    'x-sign: yes',
    String(nowSeconds),
  ],
  run: (input) => {
    const {
      headers: { 'x-sign': sign, ...headers },
      body,
    } = writtenRequest(textOf(input));
    const [key] = readWebhookSecrets(whsec);
    const { 'webhook-id': id, 'webhook-timestamp': time } = headers;
    const bytes = body instanceof Uint8Array ? body : '';
    const isOurs =
      sign !== undefined && key !== undefined && typeof id === 'string' && typeof time === 'string';
    const mac = isOurs ? webhookMac(key, id, time, bytes).toString('base64') : undefined;
    const asked = {
      body: bytes,
      headers: mac === undefined ? headers : { ...headers, 'webhook-signature': `v1,${mac}` },
    };
    const isTimely = /^\d{1,12}$/.test(String(time)) && Math.abs(nowSeconds - Number(time)) <= 300;
    assert.equal(
      isVerified(asked),
      isOurs && id !== '' && time !== '' && isTimely,
      'verified if, and only if, it is signed in time',
    );
  },
};

function isVerified(request: Parameters<typeof verify>[0]): boolean {
  try {
    return verify(request) !== '';
  } catch (error) {
    assert.ok(error instanceof WebhookVerificationError, 'no other error');
    return false;
  }
}

export const callbackTargets: readonly FuzzTarget[] = [reports, webhooks];
