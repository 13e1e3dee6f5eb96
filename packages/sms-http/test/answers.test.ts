import { expect } from 'chai';
import { leaksOf } from '@threepid/contract-tests';
import { ProviderError, type SmsResult } from '@threepid/core';
import { HttpSmsSender, type AnswerRule, type SmsHttpDeclaration } from '@threepid/sms-http';
import { declaration } from './declaration.js';
import { message } from './message.js';

const token = 'Sekret0123';

/** Sends a message to a provider that gives these answers, one after the other. */
async function resultOf(
  answers: Response | readonly Response[],
  changed: Partial<SmsHttpDeclaration> = {},
): Promise<SmsResult & { readonly requests: number }> {
  const left = answers instanceof Response ? [answers] : [...answers];
  let requests = 0;
  const fetch = (): Promise<Response> => {
    requests += 1;
    return Promise.resolve(left.shift() ?? Response.error());
  };
  const sender = new HttpSmsSender(
    { ...declaration, ...changed },
    { settings: { token }, fetch, timeoutMs: 1_000 },
  );
  return { ...(await sender.send(message)), requests };
}

async function kindOf(answer: Response, rules: readonly AnswerRule[] = []): Promise<string> {
  const result = await resultOf(answer, { answers: [...rules, ...declaration.answers] });
  return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
}

const json = (status: number, body: unknown, headers = {}): Response =>
  Response.json(body, { status, headers });

describe('answers', () => {
  it('are sent with the id of the provider, also if that is a number', async () => {
    expect(await resultOf(json(201, { id: 'm1' }))).to.include({ kind: 'sent', messageId: 'm1' });
    expect(await resultOf(json(201, { id: 1511882900176220 }))).to.include({ messageId: '1511882900176220' });
  });

  it('are sent with the key of the message if the provider has no ids', async () => {
    const answers = [{ when: { status: 200 }, then: 'sent' }] as const;
    expect(await resultOf(json(200, {}), { answers })).to.include({ messageId: message.idempotencyKey });
  });

  it('are unknown if they are a success without the id', async () => {
    for (const body of [{}, { id: '' }, { id: null }, { id: {} }, [], null, 'text'])
      expect(await kindOf(json(200, body))).to.equal('unavailable, unknown');
    expect(await kindOf(new Response('<html>', { status: 200 }))).to.equal('unavailable, unknown');
  });

  it('mean what the first rule says, then what the code says, then what the status says', async () => {
    expect(await kindOf(json(422, { error: 'sender' }))).to.equal('refused');
    expect(await kindOf(json(400, { error: 'balance' }))).to.equal('refused');
    expect(await kindOf(json(400, { error: 'new' }))).to.equal('rejected-destination');
    expect(await kindOf(json(401, {}))).to.equal('refused');
    expect(await kindOf(json(302, {}))).to.equal('refused');
    expect(await kindOf(json(429, {}))).to.equal('unavailable, no');
    expect(await kindOf(json(500, {}))).to.equal('unavailable, unknown');
  });

  it('are matched by status, body and headers, all of a condition, one of several', async () => {
    const condition = {
      status: [400, 401],
      body: { '/a~1b/0': [1, 'x'] },
      headers: { 'x-kind': { matches: 'n.' } },
    };
    const rules: readonly AnswerRule[] = [{ when: [{ status: 418 }, condition], then: 'unknown' }];
    const right = { 'a/b': ['1'] };
    expect(await kindOf(json(400, right, { 'x-kind': 'no' }), rules)).to.equal('unavailable, unknown');
    expect(await kindOf(json(418, {}), rules)).to.equal('unavailable, unknown');
    expect(await kindOf(json(403, right, { 'x-kind': 'no' }), rules)).to.equal('rejected-destination');
    expect(await kindOf(json(400, right, { 'x-kind': 'not' }), rules)).to.equal('rejected-destination');
    expect(await kindOf(json(400, { 'a/b': ['2'] }, { 'x-kind': 'no' }), rules)).to.equal(
      'rejected-destination',
    );
  });

  it('may be text', async () => {
    const rules: readonly AnswerRule[] = [
      { when: { body: { '': { matches: 'Not enough .*' } } }, then: 'refused' },
    ];
    expect(await kindOf(new Response('Not enough\ncredits', { status: 403 }), rules)).to.equal(
      'rejected-destination',
    );
    expect(await kindOf(new Response('Not enough credits\n', { status: 403 }), rules)).to.equal('refused');
    const answers = [
      { when: { status: 200 }, then: 'sent', id: { pointer: '', capture: 'OK (\\w+)' } },
    ] as const;
    expect(await resultOf(new Response('OK m1\n'), { answers })).to.include({ messageId: 'm1' });
  });

  it('are matched by their beginning alone, so that none takes long', async () => {
    const rules: readonly AnswerRule[] = [
      { when: { body: { '': { matches: '[^]*a[^]*b[^]*c' } } }, then: 'refused' },
    ];
    const started = performance.now();
    const answer = new Response('ab'.repeat(30_000), { status: 400 });
    expect(await kindOf(answer, rules)).to.equal('rejected-destination');
    expect(performance.now() - started).to.be.below(2_000);
  });

  it('are not found in prototypes', async () => {
    const rules: readonly AnswerRule[] = [
      { when: { body: { '/constructor': { exists: true } } }, then: 'refused' },
    ];
    expect(await kindOf(json(400, {}), rules)).to.equal('rejected-destination');
  });

  it('are a cause in one line, without number, code, text and secrets', async () => {
    const words = `No ${token}\nfor ${message.to}, nor for ${message.to.slice(1)}: "${message.text}"`;
    const result = await resultOf(json(400, { error: 'E7', message: words }));
    const cause = result.kind === 'sent' ? undefined : result.cause;
    expect(cause).to.be.instanceOf(ProviderError);
    expect(cause).to.include({ provider: 'example', status: 400, code: 'E7' });
    expect(String(cause)).to.equal(
      'ProviderError: answered 400, code E7: No [secret] for +4474*******56, nor for [digits]: "[text]"'.replace(
        /\+4474\S*56/,
        /for (\+\S+),/.exec(String(cause))?.[1] ?? '',
      ),
    );
    expect(String(cause)).to.not.include('400123');
  });

  it('are a cause without a secret, however the provider spells it', async () => {
    const basic = Buffer.from(`user:${token}`).toString('base64');
    const words = [basic, `Basic ${Buffer.from(`x:${token}:y`).toString('base64')}`, `${token}!`];
    for (const message of words) {
      const result = await resultOf(json(400, { error: 'E7', message }));
      expect(leaksOf(result, [token, basic]), message).to.deep.equal([]);
      expect(result.kind !== 'sent' && String(result.cause)).to.include('[secret]');
    }
    for (const error of [token, `key.${token}`, basic.replace(/=+$/, '')])
      expect(leaksOf(await resultOf(json(400, { error })), [token, basic]), error).to.deep.equal([]);
  });

  it('have no code that quotes the message', async () => {
    for (const error of [message.code, `x${message.to.slice(1)}`, 'two words', 'x'.repeat(200)])
      expect((await resultOf(json(400, { error }))).kind === 'sent').to.equal(false);
    const result = await resultOf(json(400, { error: message.code }));
    const national = await resultOf(json(400, { error: 'to:07400123456' }));
    expect(leaksOf(national, ['07400123456'])).to.deep.equal([]);
    expect(result.kind === 'rejected-destination' && String(result.cause)).to.not.include(message.code);
  });
});

describe('another attempt', () => {
  const throttled = (headers = {}): Response => json(429, {}, headers);
  const sent = (): Response => json(200, { id: 'm1' });

  it('follows once the provider says when', async () => {
    expect(await resultOf([throttled({ 'retry-after': '0' }), sent()])).to.include({
      kind: 'sent',
      requests: 2,
    });
    expect(await resultOf([json(503, { wait: 3 }), sent()])).to.include({ kind: 'sent', requests: 2 });
    const past = new Date(0).toUTCString();
    expect(await resultOf([throttled({ 'retry-after': past }), sent()])).to.include({
      kind: 'sent',
      requests: 2,
    });
  });

  it('is the last', async () => {
    const again = throttled({ 'retry-after': '0' });
    expect(await resultOf([again, throttled({ 'retry-after': '0' }), sent()])).to.include({
      taken: 'no',
      requests: 2,
    });
  });

  it('does not follow if the provider does not say when, or so late that it may run out of time', async () => {
    const delays = ['60', '0.6', 'soon', '-5', '+1', '1; 2', '1e9', 'NaN', '99999999999'];
    for (const headers of [{}, ...delays.map((delay) => ({ 'retry-after': delay }))])
      expect(await resultOf([throttled(headers), sent()])).to.include({ taken: 'no', requests: 1 });
  });

  it('does not follow if the message may be on its way', async () => {
    expect(await resultOf([json(500, {}, { 'retry-after': '0' }), sent()])).to.include({
      taken: 'unknown',
      requests: 1,
    });
  });
});
