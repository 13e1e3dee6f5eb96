import { createThreepid, createTrustList, type Challenge, type SmsMessage } from '@threepid/core';
import { FederationOpenIdVerifier, UndiciIdentityServerClient } from '@threepid/federation';
import { MemoryAccessTokenStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import express from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hosts, type ListeningHost } from './hosts.js';
import { alice, createTestHomeserver, freeNumber, takenNumber } from './test-homeserver.js';

/** Two instances of threepid: the homeserver's, and an identity server that it trusts. */
describe('a homeserver and the identity server that it trusts', () => {
  let homeserver: ListeningHost;
  let identityServer: ListeningHost;
  let federation: Server;
  let messages: SmsMessage[];
  let close: () => Promise<unknown>;

  before(async () => {
    // The homeserver's federation API, which verifies the tokens of its users.
    const app = express().get('/_matrix/federation/v1/openid/userinfo', (request, response) => {
      if (request.query['access_token'] === 'openid-of-alice') response.json({ sub: alice });
      else response.status(401).json({ errcode: 'M_UNKNOWN_TOKEN', error: 'unknown' });
    });
    federation = createServer(app).listen(0, '127.0.0.1');
    await once(federation, 'listening');
    const { port } = federation.address() as AddressInfo;
    const openIdVerifier = new FederationOpenIdVerifier({
      trustPolicy: createTrustList({ trusted: { 'example.org': `http://127.0.0.1:${port}` } }),
    });
    const identityServerClient = new UndiciIdentityServerClient();
    close = () => Promise.all([openIdVerifier.close(), identityServerClient.close()]);

    messages = [];
    identityServer = await start('Fastify', identityFramework(openIdVerifier, messages));
    homeserver = await start(
      'Express',
      createTestHomeserver({
        trustPolicy: createTrustList({ trusted: { 'id.example.org': identityServer.url } }),
        identityServerClient,
      }).threepid,
    );
  });
  after(async () => {
    federation.closeAllConnections();
    federation.close();
    await Promise.all([homeserver.stop(), identityServer.stop(), close()]);
  });
  afterEach(() => {
    messages.length = 0;
  });

  const register = '/_matrix/client/v3/register/msisdn/requestToken';
  const body = (more: Readonly<Record<string, unknown>>) => ({
    client_secret: `a.secret.${Math.random()}`,
    country: 'GB',
    phone_number: freeNumber,
    send_attempt: 1,
    id_server: 'ID.example.org',
    ...more,
  });

  it('verify a number on v1', async () => {
    const asked = body({});
    const opened = await post(`${homeserver.url}${register}`, asked);
    expect(opened.json['submit_url']).to.equal(
      `${identityServer.url}/_matrix/identity/api/v1/validate/msisdn/submitToken`,
    );
    const session = { sid: String(opened.json['sid']), client_secret: asked.client_secret };
    const submitted = await post(String(opened.json['submit_url']), { ...session, token: lastCode() });
    expect(submitted.json).to.deep.equal({ success: true });
    const query = new URLSearchParams(session).toString();
    const validated = await fetch(
      `${identityServer.url}/_matrix/identity/api/v1/3pid/getValidated3pid?${query}`,
    );
    expect(await validated.json()).to.include({ medium: 'msisdn', address: freeNumber.slice(1) });
  });

  it('verify a number on v2, with the token that the person has there', async () => {
    const openId = {
      access_token: 'openid-of-alice',
      token_type: 'Bearer',
      matrix_server_name: 'example.org',
      expires_in: 60,
    };
    const registered = await post(`${identityServer.url}/_matrix/identity/v2/account/register`, openId);
    const id_access_token = String(registered.json['token']);
    const asked = body({ id_access_token });
    const opened = await post(`${homeserver.url}${register}`, asked);
    expect(opened.json).to.have.all.keys('sid');
    const session = { sid: String(opened.json['sid']), client_secret: asked.client_secret };
    const v2 = `${identityServer.url}/_matrix/identity/v2`;
    const submitted = await post(
      `${v2}/validate/msisdn/submitToken`,
      { ...session, token: lastCode() },
      id_access_token,
    );
    expect(submitted.json).to.deep.equal({ success: true });
    const query = new URLSearchParams(session).toString();
    const headers = { authorization: `Bearer ${id_access_token}` };
    const validated = await fetch(`${v2}/3pid/getValidated3pid?${query}`, { headers });
    expect(await validated.json()).to.include({ medium: 'msisdn', address: freeNumber.slice(1) });
  });

  it('report an invalid token, without ending a session at the homeserver', async () => {
    const refused = await post(`${homeserver.url}${register}`, body({ id_access_token: 'unknown' }));
    expect([refused.status, refused.json['errcode']]).to.deep.equal([401, 'M_UNAUTHORIZED']);
  });

  it('pass on a limit and its waiting time', async () => {
    const asked = body({ phone_number: '+447400111222' });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { status } = await post(`${homeserver.url}${register}`, { ...asked, send_attempt: attempt });
      expect(status).to.equal(200);
    }
    const refused = await post(`${homeserver.url}${register}`, { ...asked, send_attempt: 4 });
    expect([refused.status, refused.json['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
    expect(refused.json['retry_after_ms']).to.be.within(1, 48 * 3_600_000);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 48 * 3_600);
  });

  it('request no message if the homeserver already refuses', async () => {
    const refused = await post(`${homeserver.url}${register}`, body({ phone_number: takenNumber }));
    expect(refused.json['errcode']).to.equal('M_THREEPID_IN_USE');
    expect(messages).to.deep.equal([]);
  });

  it('pass on a challenge, and the answer to it', async () => {
    let asked = body({});
    let refused: Awaited<ReturnType<typeof post>> | undefined;
    // To the identity server, all come from the homeserver's address.
    for (let index = 0; index < 30 && refused?.status !== 429; index += 1) {
      asked = body({ phone_number: `+447400${String(200_000 + 20_003 * index)}` });
      refused = await post(`${homeserver.url}${register}`, asked);
    }
    expect(refused?.json).to.include({ errcode: 'M_LIMIT_EXCEEDED' });
    expect(refused?.json['retry_after_ms']).to.be.above(0);
    expect(refused?.json['challenge']).to.be.an('object').and.include({ type: 'riddle' });
    const answer = answerTo(refused?.json['challenge']);
    const before = messages.length;
    const solved = await post(`${homeserver.url}${register}`, { ...asked, challenge_answer: answer });
    expect(solved.status).to.equal(200);
    expect(messages).to.have.length(before + 1);
    const session = { sid: String(solved.json['sid']), client_secret: asked.client_secret };
    const submitted = await post(String(solved.json['submit_url']), { ...session, token: lastCode() });
    expect(submitted.json).to.deep.equal({ success: true });
  });

  it('answer 502 M_UNKNOWN once the identity server is down', async () => {
    await identityServer.stop();
    const refused = await post(`${homeserver.url}${register}`, body({}));
    expect([refused.status, refused.json['errcode']]).to.deep.equal([502, 'M_UNKNOWN']);
    const framework = identityFramework({ verify: () => Promise.resolve({ kind: 'unknown' }) }, messages);
    identityServer = await start('Fastify', framework);
  });

  function lastCode(): string {
    return /\b[0-9]{6}\b/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '';
  }
});

/** A challenge that is solved by repeating it. */
const riddle: Challenge = {
  name: 'riddle',
  make: ({ binding, now }) => ({
    type: 'riddle',
    parameters: { binding, data: { expiresAt: now + 60_000 } },
  }),
  check: ({ answer, binding, now }) =>
    answer === binding
      ? { kind: 'solved', id: answer, expiresAt: now + 60_000 }
      : { kind: 'unsolved', reason: 'it is wrong' },
};

function answerTo(challenge: unknown): string {
  return (challenge as { readonly parameters: { readonly binding: string } }).parameters.binding;
}

function identityFramework(openIdVerifier: Pick<FederationOpenIdVerifier, 'verify'>, messages: SmsMessage[]) {
  return createThreepid({
    secret: 'another secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: {
      name: 'recording',
      send: (message) => {
        messages.push(message);
        return Promise.resolve({ kind: 'sent', messageId: 'id' });
      },
    },
    production: true,
    challenge: riddle,
    identityV2: { accounts: { openIdVerifier, accessTokenStorage: new MemoryAccessTokenStorage() } },
  });
}

function start(framework: string, threepid: ReturnType<typeof createThreepid>): Promise<ListeningHost> {
  const host = hosts[framework];
  if (host === undefined) throw new TypeError(`no host '${framework}'`);
  return host(threepid);
}

async function post(url: string, body: unknown, token?: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const json = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, json };
}
