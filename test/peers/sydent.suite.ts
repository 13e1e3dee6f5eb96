import { startWebhookPeer } from '@threepid/contract-tests/peers';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerProcess } from '../server-process.js';
import { sydentVectors, type ExpectedAnswer, type SydentVector, type VectorCall } from './sydent-vectors.js';

const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe("sydent's answers", () => {
  let homeserver: Server;
  let server: ServerProcess;
  let base: string;
  let account: string;

  before(async () => {
    homeserver = await startHomeserver();
    const at = `http://127.0.0.1:${(homeserver.address() as AddressInfo).port}`;
    server = new ServerProcess({
      environment: {
        THREEPID_HOMESERVERS: `friendly.example=${at},spoilt.example=${at}/spoilt,down.example=http://127.0.0.1:1`,
        THREEPID_COUNTRIES_DENY: 'FR',
        // All cases come from one address.
        THREEPID_GUARD: 'off',
        THREEPID_LIMITS: 'perNumberAndAddress=off,perAddress=off,perSite=off,perNetwork=off',
      },
    });
    base = await server.url();
    const register = { matrix_server_name: 'friendly.example', access_token: 'good' };
    const answer = await play(base, { post: '/_matrix/identity/v2/account/register', json: register });
    account = String(answer['token']);
  });
  after(async () => {
    await server.kill();
    homeserver.close();
  });

  for (const vector of sydentVectors()) {
    it(`${vector.name} (${vector.lines})`, async () => {
      if (vector.provider === 'refuse') await withRefusingProvider((at) => replay(at, vector));
      else await replay(base, vector);
    });
  }

  it('differ from ours only where a line says why', () => {
    for (const { name, calls } of sydentVectors()) {
      for (const { sydent, ours, why } of calls) {
        expect(ours === undefined, name).to.equal(why === undefined);
        expect(ours, name).to.not.deep.equal(sydent);
      }
    }
  });

  async function replay(at: string, { calls, messages }: SydentVector): Promise<void> {
    const words: Record<string, string> = { account };
    for (const call of calls) {
      for (const one of repeated(call)) {
        const answer = await play(at, filled(one, words), account);
        expectAnswer(answer, filled(one.ours ?? one.sydent, words));
        if (call.keep !== undefined) words[call.keep] = String(answer['sid']);
      }
      if (messages !== undefined) Object.assign(words, codesOf(await codesTo(messages.to)));
    }
    if (messages === undefined) return;
    const codes = await codesTo(messages.to);
    expect(codes).to.have.length(messages.count);
    if (messages.codes !== undefined) expect(new Set(codes).size).to.equal(messages.codes);
  }

  async function codesTo(number: string): Promise<readonly string[]> {
    const response = await fetch(`${base}/_threepid/inbox/messages`);
    const { messages } = (await response.json()) as {
      readonly messages: readonly { readonly to: string; readonly code: string }[];
    };
    return messages.filter(({ to }) => to === number).map(({ code }) => code);
  }
});

/** A homeserver that knows two OpenID tokens; below `/spoilt`, one that doesn't answer JSON. */
async function startHomeserver(): Promise<Server> {
  const users: Readonly<Record<string, string>> = {
    good: '@alice:friendly.example',
    'of-another': '@alice:other.example',
  };
  const homeserver = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname.startsWith('/spoilt/')) return response.end('ruh roh');
    const sub = users[searchParams.get('access_token') ?? ''];
    response.writeHead(sub === undefined ? 401 : 200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(sub === undefined ? { errcode: 'M_UNKNOWN_TOKEN' } : { sub }));
  });
  await once(homeserver.listen(0, '127.0.0.1'), 'listening');
  return homeserver;
}

async function withRefusingProvider(work: (at: string) => Promise<void>): Promise<void> {
  const peer = await startWebhookPeer(webhookSecret);
  await peer.play('refuse');
  const server = new ServerProcess({
    environment: {
      THREEPID_SMS: 'webhook',
      THREEPID_WEBHOOK_URL: peer.url,
      THREEPID_WEBHOOK_SECRET: webhookSecret,
    },
  });
  try {
    await work(await server.url());
    expect(peer.requests).to.have.length(1);
  } finally {
    await server.kill();
    await peer.close();
  }
}

function repeated({ times = 1, each, ...call }: VectorCall): readonly VectorCall[] {
  if (each !== undefined) return each.map((value) => filled(call, { each: value }));
  return Array.from({ length: times }, (_, index) => filled(call, { time: String(index + 1) }));
}

/** The newest code, and one that differs from it. */
function codesOf([code]: readonly string[]): Readonly<Record<string, string>> {
  if (code === undefined) return {};
  return { code, wrong: code === '000000' ? '000001' : '000000' };
}

/** A copy with words in place of `{...}`, in all its texts. */
function filled<T>(value: T, words: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value).replace(/\{([a-z]+)\}/g, (whole, name: string) => words[name] ?? whole);
  return JSON.parse(text) as T;
}

/** Makes a call. Its answer has the body's fields, the headers, `status` and `type`. */
async function play(
  base: string,
  call: Omit<VectorCall, 'sydent'>,
  account = '',
): Promise<Readonly<Record<string, unknown>>> {
  const [method, path] = lineOf(call);
  const [type, body] = bodyOf(call);
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(call.account === true ? { authorization: `Bearer ${account}` } : {}),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const fields = isJson ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
  return { ...Object.fromEntries(response.headers), ...fields, status: response.status };
}

function lineOf({ get, post, options = '' }: Omit<VectorCall, 'sydent'>): readonly [string, string] {
  if (get !== undefined) return ['GET', get];
  return post === undefined ? ['OPTIONS', options] : ['POST', post];
}

function bodyOf({ json, form, text }: Omit<VectorCall, 'sydent'>): readonly [string?, string?] {
  if (json !== undefined) return ['application/json', JSON.stringify(json)];
  if (form !== undefined) return ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()];
  return text === undefined ? [] : ['application/json', text];
}

function expectAnswer(answer: Readonly<Record<string, unknown>>, { type, ...fields }: ExpectedAnswer): void {
  expect(answer).to.include(fields);
  if (type !== undefined) expect(answer['content-type']).to.match(new RegExp(`^${String(type)}(?:;|$)`));
}
