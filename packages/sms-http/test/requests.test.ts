import { createHash, createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { SmsMessage } from '@threepid/core';
import { HttpSmsSender, type JsonTemplate, type RequestDeclaration } from '@threepid/sms-http';
import { declaration } from './declaration.js';
import { message } from './message.js';

/** A request as `fetch` got it. */
interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

const clock = { now: () => Date.UTC(2026, 10, 29, 14, 35, 7, 89) };

/** What a sender by this request sends. */
async function sentBy(
  request: Partial<RequestDeclaration>,
  one: Partial<SmsMessage> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Sent | undefined> {
  let sent: Sent | undefined;
  const fetch: typeof globalThis.fetch = (url, init) => {
    const body = typeof init?.body === 'string' ? init.body : '';
    sent = {
      url: new URL(url instanceof Request ? url.url : url),
      method: init?.method ?? '',
      headers: new Headers(init?.headers),
      body,
    };
    return Promise.resolve(Response.json({ id: 'm1' }));
  };
  const url = 'https://api.example.com/v1/messages';
  const sender = new HttpSmsSender(
    { ...declaration, request: { url, ...request } },
    { settings: { token: 'Sekret0123', ...settings }, clock, fetch },
  );
  await sender.send({ ...message, ...one });
  return sent;
}

async function jsonOf(json: JsonTemplate, one?: Partial<SmsMessage>): Promise<unknown> {
  return JSON.parse((await sentBy({ json }, one))?.body ?? '');
}

/** As bytes: without halves of surrogate pairs, which JSON alone can have. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Any text, with all that has a meaning somewhere. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '&',
      '=',
      '+',
      '%',
      '/',
      '\r',
      '\n',
      '\0',
      '{to}',
      '💬',
      '\ud800',
    ),
  }),
);

/** Each makes a sender: that is most of the time. */
const runs = { numRuns: 40 };

describe('requests', () => {
  it('have values in JSON that change nothing of its structure', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, async (text, brand) => {
        const sent = await jsonOf({ a: '{text}', b: ['<{brand}>', { c: '{to}' }] }, { text, brand });
        expect(sent).to.deep.equal({ a: text, b: [`<${brand}>`, { c: message.to }] });
      }),
      runs,
    ));

  it('have values in forms and queries that change nothing of their structure', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, async (text, brand) => {
        const fields = { t: '{text}', 'b&b': 'x={brand}', list: ['{text}', '2'] };
        const sent = await sentBy({ form: fields, query: fields });
        expect(sent).to.not.equal(undefined);
        const odd = await sentBy({ form: fields, query: fields }, { text, brand });
        const expected = [
          ['t', wellFormed(text)],
          ['b&b', `x=${wellFormed(brand)}`],
          ['list', wellFormed(text)],
          ['list', '2'],
        ];
        expect([...new URLSearchParams(odd?.body)]).to.deep.equal(expected);
        expect([...(odd?.url.searchParams ?? [])]).to.deep.equal(expected);
        expect(odd?.url.hash).to.equal('');
      }),
      runs,
    ));

  it('have values in the path that stay one segment, or are not sent', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(anyText, fc.constantFrom('.', '..', '%2e', '/', '')),
        async (idempotencyKey) => {
          const url = 'https://api.example.com/v1/{token}/{idempotencyKey}/end';
          const sent = await sentBy({ url }, { idempotencyKey });
          if (sent === undefined) expect(idempotencyKey).to.be.oneOf(['', '.', '..']);
          const segments = sent?.url.pathname.split('/').map(decodeURIComponent);
          if (sent !== undefined)
            expect(segments).to.deep.equal(['', 'v1', 'Sekret0123', wellFormed(idempotencyKey), 'end']);
        },
      ),
      runs,
    ));

  it('have values in headers without line breaks, or are not sent', () =>
    fc.assert(
      fc.asyncProperty(anyText, async (idempotencyKey) => {
        const sent = await sentBy({ headers: { 'x-key': 'k {idempotencyKey}' } }, { idempotencyKey });
        if (sent === undefined) expect(idempotencyKey).to.match(/[^\t\x20-\x7e]/);
        else expect(sent.headers.get('x-key')).to.equal(`k ${idempotencyKey}`.trim());
      }),
      runs,
    ));

  it('lose what is missing, and what has nothing left', async () => {
    const json = {
      from: '{from}',
      options: { from: '{from}', deeper: ['{from}', { x: 'in {country}' }] },
      list: ['{from}', 'kept'],
      empty: {},
    };
    expect(await jsonOf(json, { country: undefined })).to.deep.equal({ list: ['kept'], empty: {} });
    const sent = await sentBy({ form: { from: '{from}', to: '{to}' }, headers: { 'x-from': '{from}' } });
    expect(sent?.body).to.equal('to=%2B447400123456');
    expect(sent?.headers.has('x-from')).to.equal(false);
  });

  it('choose by a value', async () => {
    const json = {
      type: { $case: '{alphabet}', gsm: 'text', unicode: { name: 'unicode', text: '{text}' } },
      only: { $case: '{alphabet}', unicode: true },
      other: { $case: '{country}', GB: 1, '*': null },
    } as const;
    expect(await jsonOf(json)).to.deep.equal({ type: 'text', other: 1 });
    expect(await jsonOf(json, { text: 'код', country: undefined })).to.deep.equal({
      type: { name: 'unicode', text: 'код' },
      only: true,
      other: null,
    });
  });

  it('have numbers and booleans where the declaration says so', async () => {
    const json = { to: { $number: '{msisdn}' }, fixed: 5, no: false };
    expect(await jsonOf(json)).to.deep.equal({ to: 447400123456, fixed: 5, no: false });
    expect(await sentBy({ json: { x: { $number: '{code}' } } }, { code: '1e3' })).to.equal(undefined);
    const failed = await sentBy({ json: { x: { $boolean: '{code}' } } }).catch(String);
    expect(failed).to.equal('DeclarationError: request: {code} is neither true nor false');
  });

  it('know the time in several forms, and how long the code is valid', async () => {
    const json = [
      '{now:seconds}',
      '{now:iso}',
      '{now:datetime}',
      '{now:http}',
      '{expiresIn:minutes}',
      '{{x}}',
    ];
    expect(await jsonOf(json, { expiresAt: clock.now() + 599_000 })).to.deep.equal([
      '1795962907',
      '2026-11-29T14:35:07.089Z',
      '2026-11-29 14:35:07',
      'Sun, 29 Nov 2026 14:35:07 GMT',
      '9',
      '{x}',
    ]);
  });

  it('leave out a time that no calendar has', async () => {
    const json = ['{expiresAt:iso}', '{expiresIn:seconds}', '{to}'];
    for (const expiresAt of [NaN, Infinity, 9e15])
      expect(await jsonOf(json, { expiresAt })).to.deep.equal([message.to]);
  });

  it('have the same UUID for the same key', async () => {
    const json = '{idempotencyKey:uuid}';
    expect(await jsonOf(json)).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(await jsonOf(json)).to.equal(await jsonOf(json));
    expect(await jsonOf(json)).to.not.equal(await jsonOf(json, { idempotencyKey: 'k2' }));
  });

  it('can have no body', async () => {
    const sent = await sentBy({ method: 'GET', query: { to: '{msisdn}', text: '{text}' } });
    expect(sent?.method).to.equal('GET');
    expect(sent?.url.search).to.equal('?to=447400123456&text=482915%20is%20your%20code.');
    expect(sent?.headers.has('content-type')).to.equal(false);
  });

  it('are signed as Azure Communication Services asks', async () => {
    const key = Buffer.from('0123456789abcdef').toString('base64');
    const sent = await sentBy(
      {
        query: { 'api-version': '2021-03-07' },
        json: { text: '{text}' },
        headers: {
          'x-ms-date': '{now:http}',
          'x-ms-content-sha256': '{bodyHash:sha256-base64}',
          authorization: 'HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}',
        },
        signature: {
          algorithm: 'hmac-sha256',
          key: '{token}',
          keyEncoding: 'base64',
          text: '{method}\n{target}\n{now:http};{host};{bodyHash:sha256-base64}',
          output: 'base64',
        },
      },
      {},
      { token: key },
    );
    const hash = createHash('sha256')
      .update(sent?.body ?? '')
      .digest('base64');
    const text = `POST\n/v1/messages?api-version=2021-03-07\nSun, 29 Nov 2026 14:35:07 GMT;api.example.com;${hash}`;
    const signature = createHmac('sha256', '0123456789abcdef').update(text).digest('base64');
    expect(sent?.headers.get('authorization')).to.match(/&Signature=/);
    expect(sent?.headers.get('authorization')?.split('&Signature=')[1]).to.equal(signature);
  });

  it('are signed as OVHcloud asks', async () => {
    const sent = await sentBy({
      json: { message: '{text}' },
      headers: { 'x-ovh-signature': '$1${signature}', 'x-ovh-timestamp': '{now:seconds}' },
      signature: { algorithm: 'sha1', text: '{token}+{method}+{url}+{body}+{now:seconds}', output: 'hex' },
    });
    const text = `Sekret0123+POST+https://api.example.com/v1/messages+${sent?.body ?? ''}+1795962907`;
    const expected = `$1$${createHash('sha1').update(text).digest('hex')}`;
    expect(sent?.headers.get('x-ovh-signature')).to.equal(expected);
  });
});
