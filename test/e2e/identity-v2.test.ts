import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleRequest } from '../identity-client.js';
import { ServerProcess } from '../server-process.js';

const v1 = '/_matrix/identity/api/v1';
const v2 = '/_matrix/identity/v2';
const delegateSecret = 'a-secret-of-the-homeserver';
const privacy = 'https://example.org/privacy-1.0-en.html';
const terms = {
  privacy_policy: { version: '1.0', translations: { en: { name: 'Privacy policy', url: privacy } } },
};

/** A homeserver that knows one OpenID token. */
async function startHomeserver(): Promise<Server> {
  const server = createServer((request, response) => {
    const known = request.url === '/_matrix/federation/v1/openid/userinfo?access_token=good';
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { sub: '@alice:example.org' } : { errcode: 'M_UNKNOWN_TOKEN' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('the stand-alone server as an identity server with v2', () => {
  let homeserver: Server;
  let folder: string;
  let server: ServerProcess;
  let base: string;

  before(async () => {
    homeserver = await startHomeserver();
    folder = mkdtempSync(join(tmpdir(), 'threepid-'));
    writeFileSync(join(folder, 'terms.json'), JSON.stringify(terms));
    server = new ServerProcess({
      environment: {
        THREEPID_HOMESERVERS: `example.org=http://127.0.0.1:${(homeserver.address() as AddressInfo).port}`,
        THREEPID_TERMS: join(folder, 'terms.json'),
        THREEPID_V1: 'delegates',
        THREEPID_V1_PREFIX: '/hard-to-guess',
        THREEPID_DELEGATE_SECRET: delegateSecret,
      },
    });
    base = await server.url();
  });

  after(async () => {
    await server.kill();
    homeserver.close();
    rmSync(folder, { recursive: true });
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(base + path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  }

  const register = (access_token: string, matrix_server_name = 'example.org') =>
    call('POST', `${v2}/account/register`, {
      access_token,
      matrix_server_name,
      token_type: 'Bearer',
      expires_in: 3_600,
    });

  it('verifies a number for a user of a homeserver who agreed to the terms', async () => {
    const token = String((await register('good'))['token']);
    expect(await call('GET', `${v2}/account`, undefined, token)).to.include({
      status: 403,
      errcode: 'M_TERMS_NOT_SIGNED',
    });
    expect(await call('GET', `${v2}/terms`)).to.deep.include({
      policies: { privacy_policy: { version: '1.0', en: terms.privacy_policy.translations.en } },
    });
    expect(await call('POST', `${v2}/terms`, { user_accepts: [privacy] }, token)).to.include({ status: 200 });
    expect(await call('GET', `${v2}/account`, undefined, token)).to.include({
      user_id: '@alice:example.org',
    });
    const opened = await call('POST', `${v2}/validate/msisdn/requestToken`, exampleRequest, token);
    expect(opened).to.include({ status: 200, success: true });
    const { sid } = opened;
    const { client_secret } = exampleRequest;
    const submitted = await call(
      'POST',
      `${v2}/validate/msisdn/submitToken`,
      { sid, client_secret, token: await server.code() },
      token,
    );
    expect(submitted).to.deep.equal({ status: 200, success: true });
    expect(await call('POST', `${v2}/account/logout`, {}, token)).to.include({ status: 200 });
    expect(await call('GET', `${v2}/account`, undefined, token)).to.include({
      status: 401,
      errcode: 'M_UNAUTHORIZED',
    });
    expect(await register('good')).to.include({ status: 401, errcode: 'M_UNAUTHORIZED' });
  });

  it('registers nobody else', async () => {
    expect(await register('bad')).to.include({ status: 401, errcode: 'M_UNAUTHORIZED' });
    expect(await register('good', 'evil.example')).to.include({ status: 403, errcode: 'M_FORBIDDEN' });
    expect(await call('POST', `${v2}/validate/msisdn/requestToken`, exampleRequest)).to.include({
      status: 401,
      errcode: 'M_UNAUTHORIZED',
    });
  });

  it('serves v1 at its prefix only to its delegate', async () => {
    const path = `${v1}/3pid/getValidated3pid?sid=x&client_secret=y`;
    expect(await call('GET', path)).to.include({ status: 404, errcode: 'M_UNRECOGNIZED' });
    expect(await call('GET', `/hard-to-guess${path}`)).to.include({ status: 403, errcode: 'M_FORBIDDEN' });
    expect(await call('GET', `/hard-to-guess${path}`, undefined, delegateSecret)).to.include({
      status: 404,
      errcode: 'M_NO_VALID_SESSION',
    });
  });

  it('lists the versions that it supports', async () => {
    expect((await call('GET', '/_matrix/identity/versions'))['versions']).to.include.members([
      'r0.1.0',
      'r0.3.0',
      'v1.18',
    ]);
  });
});
