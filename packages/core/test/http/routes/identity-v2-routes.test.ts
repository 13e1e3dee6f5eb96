import type { Authentication } from '@threepid/core';
import { expect } from 'chai';
import {
  accountsFramework,
  alice,
  documents,
  privacy,
  registered,
  termsInEnglish,
  termsInFrench,
  v2,
} from '../../accounts-framework.js';
import { verificationPage } from '../../../dist/http/page/verification-page.js';
import { call, createFramework } from '../../framework.js';

const number = { client_secret: 'a.secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };

/** Every call of v2 that wants an access token. */
const guarded = [
  ['POST', '/validate/msisdn/requestToken'],
  ['POST', '/validate/msisdn/submitToken'],
  ['GET', '/3pid/getValidated3pid'],
  ['GET', '/account'],
] as const;

describe('the identity API v2', () => {
  it('is not there unless told', async () => {
    const framework = createFramework();
    for (const path of ['', '/account', '/account/register', '/terms', '/validate/msisdn/requestToken']) {
      const answer = await call(framework, 'GET', v2 + path);
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([404, 'M_UNRECOGNIZED']);
    }
    expect((await call(framework, 'GET', '/_matrix/identity/versions')).json()).to.deep.equal({
      versions: ['r0.1.0'],
    });
  });

  it('answers a ping, and names its versions', async () => {
    expect((await call(accountsFramework(), 'GET', v2)).body).to.equal('{}');
    const { versions } = (await call(accountsFramework(), 'GET', '/_matrix/identity/versions')).json();
    expect(versions).to.include.members(['r0.1.0', 'r0.3.0', 'v1.1']);
    const alone = accountsFramework({ identityV1: { access: 'off' } });
    expect((await call(alone, 'GET', '/_matrix/identity/versions')).json()['versions']).not.to.include(
      'r0.1.0',
    );
  });

  it('answers HEAD of what changes nothing, without a body, and of nothing else', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    for (const path of ['', '/account', '/terms']) {
      const answer = await call(framework, 'HEAD', v2 + path, undefined, headers);
      expect([answer.status, answer.body], path).to.deep.equal([200, '']);
    }
    const query = 'sid=unknown&client_secret=a.secret';
    const session = await call(framework, 'HEAD', `${v2}/3pid/getValidated3pid?${query}`, undefined, headers);
    expect([session.status, session.body]).to.deep.equal([404, '']);
    for (const path of [
      '/account/register',
      '/account/logout',
      '/validate/msisdn/requestToken',
      '/validate/msisdn/submitToken',
    ])
      expect((await call(framework, 'HEAD', v2 + path, undefined, headers)).status, path).to.equal(405);
  });

  it('says which methods a path has', async () => {
    const framework = accountsFramework();
    for (const [path, allow] of [
      ['', 'GET, HEAD, OPTIONS'],
      ['/account', 'GET, HEAD, OPTIONS'],
      ['/account/register', 'POST, OPTIONS'],
      ['/account/logout', 'POST, OPTIONS'],
      ['/terms', 'GET, HEAD, POST, OPTIONS'],
    ] as const)
      expect((await call(framework, 'DELETE', v2 + path)).headers['allow'], path).to.equal(allow);
  });

  it('verifies a number', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const opened = await call(framework, 'POST', `${v2}/validate/msisdn/requestToken`, number, headers);
    expect(opened.json()).to.include({ success: true, msisdn: '447400123456', intl_fmt: '+44 7400 123456' });
    const session = { sid: String(opened.json()['sid']), client_secret: number.client_secret };
    const query = new URLSearchParams(session).toString();
    const early = await call(framework, 'GET', `${v2}/3pid/getValidated3pid?${query}`, undefined, headers);
    expect([early.status, early.json()['errcode']]).to.deep.equal([400, 'M_SESSION_NOT_VALIDATED']);
    const submitted = await call(
      framework,
      'POST',
      `${v2}/validate/msisdn/submitToken`,
      { ...session, token: framework.lastCode() },
      headers,
    );
    expect(submitted.body).to.equal('{"success":true}');
    const read = await call(framework, 'GET', `${v2}/3pid/getValidated3pid?${query}`, undefined, headers);
    expect(read.json()).to.deep.equal({
      medium: 'msisdn',
      address: '447400123456',
      validated_at: framework.clock.now(),
    });
  });

  it('redirects to the next_link of a code that comes by GET', async () => {
    const framework = accountsFramework({ nextLinkHosts: ['app.example'] });
    const headers = await registered(framework);
    const asked = { ...number, next_link: 'https://app.example/done' };
    const opened = await call(framework, 'POST', `${v2}/validate/msisdn/requestToken`, asked, headers);
    const path = submitPath(framework, opened.json());
    expect((await call(framework, 'GET', path)).status).to.equal(401);
    const { status, headers: sent, body } = await call(framework, 'GET', path, undefined, headers);
    expect({ status, body }).to.deep.equal({ status: 302, body: '' });
    // Neither a cache nor the app's server may learn the code in the path.
    expect(sent).to.include({
      location: 'https://app.example/done',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('answers a code that comes by GET with a page, if there is no next_link', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const opened = await call(framework, 'POST', `${v2}/validate/msisdn/requestToken`, number, headers);
    const path = submitPath(framework, opened.json());
    const inGerman = { ...headers, 'accept-language': 'de' };
    const { status, body } = await call(framework, 'GET', path, undefined, inGerman);
    expect({ status, body }).to.deep.equal({
      status: 200,
      body: verificationPage('validated', ['de']).html,
    });
  });

  it('wants a send_attempt, other than v1', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const without = { ...number, send_attempt: undefined };
    const answer = await call(framework, 'POST', `${v2}/validate/msisdn/requestToken`, without, headers);
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, 'M_MISSING_PARAMS']);
    const v1 = await call(
      framework,
      'POST',
      '/_matrix/identity/api/v1/validate/msisdn/requestToken',
      without,
    );
    expect(v1.status).to.equal(200);
  });

  for (const [method, path] of guarded) {
    it(`says 401 M_UNAUTHORIZED without an access token: ${method} ${path}`, async () => {
      const framework = accountsFramework();
      const { authorization } = await registered(framework);
      const token = authorization.slice('Bearer '.length);
      const body = method === 'POST' ? number : undefined;
      for (const wrong of [
        undefined,
        '',
        'Bearer',
        'Bearer ',
        'Bearer unknown',
        `Basic ${token}`,
        token,
        `Bearer ${token} `,
        `Bearer ${token}x`,
        `Bearer "${token}"`,
      ]) {
        const headers: Record<string, string> = wrong === undefined ? {} : { authorization: wrong };
        const answer = await call(framework, method, v2 + path, body, headers);
        expect([answer.status, answer.json()['errcode']], wrong).to.deep.equal([401, 'M_UNAUTHORIZED']);
      }
      const inQuery = await call(framework, method, `${v2}${path}?access_token=${token}`, body);
      expect(inQuery.status).to.equal(401);
      expect(framework.sms.messages).to.deep.equal([]);
    });

    it(`says 403 M_TERMS_NOT_SIGNED before they are: ${method} ${path}`, async () => {
      const framework = accountsFramework({ withTerms: true });
      const headers = await registered(framework);
      const body = method === 'POST' ? number : undefined;
      const before = await call(framework, method, v2 + path, body, headers);
      expect([before.status, before.json()]).to.deep.equal([
        403,
        {
          errcode: 'M_TERMS_NOT_SIGNED',
          error: 'Please accept our terms of service before continuing',
        },
      ]);
      expect(framework.sms.messages).to.deep.equal([]);
      await call(framework, 'POST', `${v2}/terms`, { user_accepts: [termsInFrench, privacy] }, headers);
      const after = await call(framework, method, v2 + path, body, headers);
      expect(after.status).not.to.equal(403);
    });
  }

  it('ends a token, and none that nobody has any more', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const logOut = () => call(framework, 'POST', `${v2}/account/logout`, {}, headers);
    const ended = await logOut();
    expect([ended.status, ended.body]).to.deep.equal([200, '{}']);
    const answer = await logOut();
    expect([answer.status, answer.json()]).to.deep.equal([
      401,
      { errcode: 'M_UNKNOWN_TOKEN', error: 'Unrecognised access token' },
    ]);
  });

  it('takes the scheme in any case', async () => {
    const framework = accountsFramework();
    const { authorization } = await registered(framework);
    const headers = { authorization: authorization.replace('Bearer', 'bearer') };
    expect((await call(framework, 'GET', `${v2}/account`, undefined, headers)).status).to.equal(200);
  });
});

describe('GET and POST terms', () => {
  const path = `${v2}/terms`;

  it('lists the policies to everybody', async () => {
    const answer = await call(accountsFramework({ withTerms: true }), 'GET', path);
    expect(answer.json()).to.deep.equal({
      policies: {
        terms_of_service: { version: '2.0', ...documents['terms_of_service']?.translations },
        privacy_policy: { version: '1.2', ...documents['privacy_policy']?.translations },
      },
    });
    expect((await call(accountsFramework(), 'GET', path)).body).to.equal('{"policies":{}}');
  });

  it('takes agreements one after the other, in any language, each URL often', async () => {
    const framework = accountsFramework({ withTerms: true });
    const headers = await registered(framework);
    const account = async (): Promise<number> =>
      (await call(framework, 'GET', `${v2}/account`, undefined, headers)).status;
    for (const [user_accepts, status] of [
      [[], 403],
      [['https://example.org/terms-1.0-en'], 403],
      [[termsInEnglish, termsInEnglish], 403],
      [[termsInFrench], 403],
      [[privacy], 200],
      [[], 200],
    ] as const) {
      const answer = await call(framework, 'POST', path, { user_accepts }, headers);
      expect([answer.status, answer.body]).to.deep.equal([200, '{}']);
      expect(await account()).to.equal(status);
    }
  });

  it('takes agreements where there is nothing to agree to', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const answer = await call(framework, 'POST', path, { user_accepts: [privacy] }, headers);
    expect([answer.status, answer.body]).to.deep.equal([200, '{}']);
  });

  it('keeps the agreements of a user over their access tokens', async () => {
    const framework = accountsFramework({ withTerms: true });
    await call(
      framework,
      'POST',
      path,
      { user_accepts: [termsInEnglish, privacy] },
      await registered(framework),
    );
    const other = await registered(framework);
    expect((await call(framework, 'GET', `${v2}/account`, undefined, other)).status).to.equal(200);
  });

  it('says what is wrong', async () => {
    const framework = accountsFramework({ withTerms: true });
    const headers = await registered(framework);
    for (const [body, errcode] of [
      [{}, 'M_MISSING_PARAMS'],
      [{ user_accepts: null }, 'M_MISSING_PARAMS'],
      [{ user_accepts: termsInEnglish }, 'M_INVALID_PARAM'],
      [{ user_accepts: { 0: termsInEnglish } }, 'M_INVALID_PARAM'],
      [{ user_accepts: [5] }, 'M_INVALID_PARAM'],
      [{ user_accepts: [[termsInEnglish]] }, 'M_INVALID_PARAM'],
      [{ user_accepts: Array.from({ length: 101 }, () => termsInEnglish) }, 'M_INVALID_PARAM'],
    ] as const) {
      const answer = await call(framework, 'POST', path, body, headers);
      expect([answer.status, answer.json()['errcode']], JSON.stringify(body)).to.deep.equal([400, errcode]);
    }
    const stranger = await call(framework, 'POST', path, { user_accepts: [privacy] });
    expect([stranger.status, stranger.json()['errcode']]).to.deep.equal([401, 'M_UNAUTHORIZED']);
  });

  it('says 503 M_UNKNOWN while the terms can not be looked up', async () => {
    const down = (): Promise<never> => Promise.reject(new Error('down'));
    const framework = createFramework({
      identityV2: {
        authenticator: { authenticate: () => Promise.resolve({ kind: 'user', userId: alice }) },
        terms: { documents: down, hasAgreed: down, agree: down },
      },
    });
    const headers = { authorization: 'Bearer a' };
    const answers = [
      await call(framework, 'GET', path),
      await call(framework, 'POST', path, { user_accepts: [privacy] }, headers),
    ];
    for (const answer of answers)
      expect([answer.status, answer.json()]).to.deep.equal([
        503,
        { errcode: 'M_UNKNOWN', error: 'The terms cannot be looked up now; try again' },
      ]);
  });
});

describe('v2 with an authenticator of the host', () => {
  const answers: Readonly<Record<string, Authentication>> = {
    known: { kind: 'user', userId: alice },
    unsigned: { kind: 'terms-not-signed', userId: alice },
  };
  const framework = createFramework({
    identityV2: {
      authenticator: {
        authenticate: (token) =>
          token === 'broken'
            ? Promise.reject(new Error('down'))
            : Promise.resolve(answers[token] ?? { kind: 'unknown' }),
      },
    },
  });

  for (const [token, status, errcode] of [
    ['known', 200, undefined],
    ['unsigned', 403, 'M_TERMS_NOT_SIGNED'],
    ['other', 401, 'M_UNAUTHORIZED'],
    ['broken', 503, 'M_UNKNOWN'],
  ] as const) {
    it(`answers ${status} for a token that is ${token}`, async () => {
      const answer = await call(framework, 'GET', `${v2}/account`, undefined, {
        authorization: `Bearer ${token}`,
      });
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([status, errcode]);
    });
  }

  it('leaves registering and logging out to the host', async () => {
    for (const path of ['/account/register', '/account/logout'])
      expect((await call(framework, 'POST', v2 + path, {})).status).to.equal(404);
  });
});

/** Where the code of a session is submitted by GET. */
function submitPath(
  framework: ReturnType<typeof accountsFramework>,
  opened: Readonly<Record<string, unknown>>,
): string {
  const query = new URLSearchParams({
    sid: String(opened['sid']),
    client_secret: number.client_secret,
    token: framework.lastCode(),
  });
  return `${v2}/validate/msisdn/submitToken?${query.toString()}`;
}
