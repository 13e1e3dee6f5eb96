import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MatrixError as ThreepidError } from '@threepid/core';
import { type ThreePid } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { expect } from 'chai';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createClient, MatrixError, SERVICE_TYPES, type MatrixClient } from 'matrix-js-sdk';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';
import { ServerProcess } from '../server-process.js';
import {
  alice,
  createTestHomeserver,
  freeNumber,
  takenNumber,
  type TestHomeserver,
} from './test-homeserver.js';

const privacy = 'https://example.org/privacy-1.0-en.html';
const terms = {
  privacy_policy: { version: '1.0', translations: { en: { name: 'Privacy policy', url: privacy } } },
};
const secret = 'a.client.secret';

const nothing = (): void => undefined;
const silent: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silent,
};

/** The unmodified SDK, against an Express host as homeserver and the stand-alone server as identity server. */
describe('matrix-js-sdk', () => {
  let homeserver: Server;
  let framework: TestHomeserver;
  let identityServer: ServerProcess;
  let identityUrl: string;
  let folder: string;
  let client: MatrixClient;
  let passwords: ReadonlyMap<string, string>;

  before(async () => {
    ({ homeserver, framework, passwords } = await startHomeserver());
    const homeserverUrl = urlOf(homeserver);
    folder = mkdtempSync(join(tmpdir(), 'threepid-'));
    writeFileSync(join(folder, 'terms.json'), JSON.stringify(terms));
    identityServer = new ServerProcess({
      environment: {
        THREEPID_HOMESERVERS: `example.org=${homeserverUrl}`,
        THREEPID_TERMS: join(folder, 'terms.json'),
        THREEPID_NEXT_LINK_HOSTS: 'app.example',
      },
    });
    identityUrl = await identityServer.url();
    client = createClient({
      baseUrl: homeserverUrl,
      idBaseUrl: identityUrl,
      accessToken: 'token-of-alice',
      userId: alice,
      logger: silent,
    });
  });
  after(async () => {
    client.stopClient();
    await identityServer.kill();
    homeserver.closeAllConnections();
    homeserver.close();
    rmSync(folder, { recursive: true });
  });

  it('requestRegisterMsisdnToken, submitMsisdnTokenOtherUrl, registerRequest', async () => {
    const { sid, submit_url } = await client.requestRegisterMsisdnToken('GB', freeNumber, secret, 1);
    const register = (username: string) =>
      client.registerRequest({ username, password: 'right', auth: proofOf(sid) });
    const early = await failure(register('carol'));
    expect([early.httpStatus, early.errcode]).to.deep.equal([400, 'M_SESSION_NOT_VALIDATED']);
    expect(await submit(submit_url, sid)).to.deep.equal({ success: true });
    expect(await register('carol')).to.include({ user_id: '@carol:example.org' });
    expect(await framework.accounts.ownerOf(msisdn(freeNumber))).to.equal('@carol:example.org');
    expect((await failure(register('mallory'))).errcode).to.equal('M_NO_VALID_SESSION');
  });

  it('requestRegisterMsisdnToken of a number that has an account', async () => {
    const error = await failure(client.requestRegisterMsisdnToken('', takenNumber, secret, 1));
    expect([error.httpStatus, error.errcode]).to.deep.equal([400, 'M_THREEPID_IN_USE']);
  });

  it('requestAdd3pidMsisdnToken, submitMsisdnTokenOtherUrl, addThreePidOnly, getThreePids', async () => {
    const { sid, submit_url } = await client.requestAdd3pidMsisdnToken('GB', '07400 222333', secret, 1);
    expect(await submit(submit_url, sid)).to.deep.equal({ success: true });
    const session = { sid, client_secret: secret };
    const challenge = await failure(client.addThreePidOnly(session));
    expect(challenge.httpStatus).to.equal(401);
    expect(challenge.data).to.have.property('flows');
    await client.addThreePidOnly({
      ...session,
      auth: { type: 'm.login.password', password: 'right' } as never,
    });
    const { threepids } = await client.getThreePids();
    expect(threepids.map(({ medium, address }) => [medium, address])).to.deep.equal([
      ['msisdn', takenNumber.slice(1)],
      ['msisdn', '447400222333'],
    ]);
  });

  it('requestPasswordMsisdnToken, submitMsisdnTokenOtherUrl, setPassword', async () => {
    const link = 'http://localhost/done';
    const { sid, submit_url } = await client.requestPasswordMsisdnToken('GB', takenNumber, secret, 1, link);
    const early = await failure(client.setPassword(proofOf(sid), 'new'));
    expect(early.errcode).to.equal('M_SESSION_NOT_VALIDATED');
    expect(await submit(submit_url, sid)).to.deep.equal({ success: true });
    await client.setPassword(proofOf(sid), 'new');
    expect(passwords.get(alice)).to.equal('new');
    expect((await failure(client.setPassword(proofOf(sid), 'newer'))).errcode).to.equal('M_NO_VALID_SESSION');
    const error = await failure(client.requestPasswordMsisdnToken('', '+447400999000', secret, 1, link));
    expect(error.errcode).to.equal('M_THREEPID_NOT_FOUND');
  });

  it('learns how long to wait', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1)
      await client.requestRegisterMsisdnToken('GB', '07400333444', secret, attempt);
    const error = await failure(client.requestRegisterMsisdnToken('GB', '07400333444', secret, 4));
    expect(error.errcode).to.equal('M_LIMIT_EXCEEDED');
    expect(error.isRateLimitError()).to.equal(true);
    expect(error.getRetryAfterMs()).to.be.within(1, 48 * 3_600_000);
  });

  it('registerWithIdentityServer, getTerms, agreeToTerms, getIdentityAccount, requestMsisdnToken, submitMsisdnToken', async () => {
    const openId = await client.getOpenIdToken();
    const { token, access_token } = await client.registerWithIdentityServer(openId);
    expect(token).to.equal(access_token);

    const unsigned = await failure(client.getIdentityAccount(token));
    expect([unsigned.httpStatus, unsigned.errcode]).to.deep.equal([403, 'M_TERMS_NOT_SIGNED']);
    const { policies } = await client.getTerms(SERVICE_TYPES.IS, identityUrl);
    expect(policies['privacy_policy']).to.deep.include({
      version: '1.0',
      en: { name: 'Privacy policy', url: privacy },
    });
    await client.agreeToTerms(SERVICE_TYPES.IS, identityUrl, token, [privacy]);
    expect(await client.getIdentityAccount(token)).to.deep.equal({ user_id: alice });

    const printed = identityServer.output.length;
    const opened = await client.requestMsisdnToken(
      'GB',
      '07700900001',
      secret,
      1,
      'https://app.example/',
      token,
    );
    expect(opened).to.include({ success: true, msisdn: '447700900001', intl_fmt: '+44 7700 900001' });
    const wrong = await failure(client.submitMsisdnToken(opened.sid, secret, '12345', token));
    expect(wrong.errcode).to.equal('M_TOKEN_INCORRECT');
    const code = await identityServer.code(printed);
    expect(await client.submitMsisdnToken(opened.sid, secret, code, token)).to.deep.equal({ success: true });
  });

  it('learns that a token of the identity server is invalid', async () => {
    const error = await failure(
      client.requestMsisdnToken('GB', '07700900001', secret, 1, undefined, 'unknown'),
    );
    expect([error.httpStatus, error.errcode]).to.deep.equal([401, 'M_UNAUTHORIZED']);
  });

  it('learns that an OpenID token is invalid', async () => {
    const openId = { ...(await client.getOpenIdToken()), access_token: 'stale' };
    const error = await failure(client.registerWithIdentityServer(openId));
    expect([error.httpStatus, error.errcode]).to.deep.equal([401, 'M_UNAUTHORIZED']);
  });

  function proofOf(sid: string) {
    return { type: 'm.login.msisdn', threepid_creds: { sid, client_secret: secret } };
  }

  function submit(url: string | undefined, sid: string): Promise<{ success: boolean }> {
    return client.submitMsisdnTokenOtherUrl(url ?? '', sid, secret, framework.lastCode());
  }
});

/** An Express host with threepid in front of its own routes. */
async function startHomeserver(): Promise<{
  readonly homeserver: Server;
  readonly framework: TestHomeserver;
  readonly passwords: ReadonlyMap<string, string>;
}> {
  const app = express();
  const homeserver = createServer(app);
  await once(homeserver.listen(0, '127.0.0.1'), 'listening');
  const framework = createTestHomeserver({
    publicUrl: urlOf(homeserver),
    authenticator: createTestHomeserver().accounts,
    userInteractiveAuth: {
      judge: ({ auth }) => {
        const { password } = (auth ?? {}) as { readonly password?: unknown };
        const body = { session: 'uia', flows: [{ stages: ['m.login.password'] }], params: {} };
        return Promise.resolve(password === 'right' ? { kind: 'passed' } : { kind: 'challenge', body });
      },
    },
  });
  app.use(threepidMiddleware(framework.threepid));
  addOpenIdRoutes(app);
  return { homeserver, framework, passwords: addAccountRoutes(app, framework) };
}

/**
 * A homeserver's own routes that take a validated number as proof: an account is made for it, or the password of its
 * account is changed.
 *
 * @returns the passwords, by user.
 */
function addAccountRoutes(app: Express, { threepid, accounts }: TestHomeserver): ReadonlyMap<string, string> {
  const passwords = new Map<string, string>();
  const spend = ({
    auth: {
      threepid_creds: { sid, client_secret },
    },
  }: ProvenBody) => threepid.consumeValidatedThreePid({ sid, clientSecret: client_secret });
  app.use(express.json());
  app.post('/_matrix/client/v3/register', async (request: Request<object, object, ProvenBody>, response) => {
    const proven = await spend(request.body);
    const userId = `@${request.body.username ?? ''}:example.org`;
    await accounts.add(userId, { ...proven, addedAt: proven.validatedAt });
    response.json({ user_id: userId });
  });
  app.post(
    '/_matrix/client/v3/account/password',
    async (request: Request<object, object, ProvenBody>, response) => {
      const owner = await accounts.ownerOf(await spend(request.body));
      passwords.set(owner ?? '', request.body.new_password ?? '');
      response.json({});
    },
  );
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, errcode, message } = error as ThreepidError;
    response.status(status).json({ errcode, error: message });
  });
  return passwords;
}

/** A body with the interactive authentication `m.login.msisdn`. */
interface ProvenBody {
  readonly auth: { readonly threepid_creds: { readonly sid: string; readonly client_secret: string } };
  readonly username?: string;
  readonly new_password?: string;
}

/** Other routes of a homeserver: issuing and verifying a user's OpenID token. */
function addOpenIdRoutes(app: Express): void {
  app.post('/_matrix/client/v3/user/:userId/openid/request_token', (_request, response) => {
    response.json({
      access_token: 'openid',
      token_type: 'Bearer',
      matrix_server_name: 'example.org',
      expires_in: 60,
    });
  });
  app.get('/_matrix/federation/v1/openid/userinfo', (request, response) => {
    if (request.query['access_token'] === 'openid') response.json({ sub: alice });
    else response.status(401).json({ errcode: 'M_UNKNOWN_TOKEN', error: 'unknown' });
  });
}

function msisdn(number: string): ThreePid {
  return { medium: 'msisdn', address: number.slice(1) };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(call: Promise<unknown>): Promise<MatrixError> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  if (error instanceof MatrixError) return error;
  throw new Error(`it did not fail, but answered ${JSON.stringify(error)}`);
}
