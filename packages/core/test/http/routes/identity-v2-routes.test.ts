import { StorageUnavailableError, type Authentication, type OpenIdVerdict } from '@threepid/core';
import { MemoryAccessTokenStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';
import {
  accountsFramework,
  alice,
  anyAddress,
  documents,
  openIdOfAlice,
  privacy,
  registered,
  termsInEnglish,
  termsInFrench,
  v2,
} from '../../accounts-framework.js';

const number = { client_secret: 'a.secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
const day = 86_400_000;

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
    const query = new URLSearchParams({
      sid: String(opened.json()['sid']),
      client_secret: number.client_secret,
      token: framework.lastCode(),
    }).toString();
    const path = `${v2}/validate/msisdn/submitToken?${query}`;
    expect((await call(framework, 'GET', path)).status).to.equal(401);
    const answer = await call(framework, 'GET', path, undefined, headers);
    expect([answer.status, answer.headers['location']]).to.deep.equal([302, 'https://app.example/done']);
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
      expect([before.status, before.json()['errcode']]).to.deep.equal([403, 'M_TERMS_NOT_SIGNED']);
      expect(framework.sms.messages).to.deep.equal([]);
      await call(framework, 'POST', `${v2}/terms`, { user_accepts: [termsInFrench, privacy] }, headers);
      const after = await call(framework, method, v2 + path, body, headers);
      expect(after.status).not.to.equal(403);
    });
  }

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
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
  });
});

describe('POST account/register', () => {
  const path = `${v2}/account/register`;
  const token = {
    access_token: 'openid-of-alice',
    token_type: 'Bearer',
    matrix_server_name: 'example.org',
    expires_in: 3_600,
  };

  it('exchanges an OpenID token for an access token, under both its names', async () => {
    const framework = accountsFramework();
    const answer = await call(framework, 'POST', path, token);
    expect(answer.status).to.equal(200);
    const { token: given, access_token: older } = answer.json();
    expect(given)
      .to.match(/^[\w-]{43}$/)
      .and.to.equal(older);
    expect(framework.asked).to.deep.equal([{ accessToken: 'openid-of-alice', serverName: 'example.org' }]);
    const account = await call(framework, 'GET', `${v2}/account`, undefined, {
      authorization: `Bearer ${String(given)}`,
    });
    expect(account.json()).to.deep.equal({ user_id: alice });
  });

  it('gives another one each time', async () => {
    const framework = accountsFramework();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => registered(framework)));
    expect(new Set(tokens.map(({ authorization }) => authorization))).to.have.property('size', 20);
  });

  const refusals: readonly (readonly [string, () => Promise<OpenIdVerdict>, number, string])[] = [
    [
      'the homeserver does not know the token',
      () => Promise.resolve({ kind: 'unknown' }),
      401,
      'M_UNAUTHORIZED',
    ],
    [
      'the homeserver is none that is asked',
      () => Promise.resolve({ kind: 'untrusted' }),
      403,
      'M_FORBIDDEN',
    ],
    ['the homeserver can not be reached', () => Promise.reject(new Error('a secret')), 502, 'M_UNKNOWN'],
  ];
  for (const [title, verdict, status, errcode] of refusals) {
    it(`says ${status} ${errcode} where ${title}`, async () => {
      const framework = accountsFramework();
      framework.verdict = verdict;
      const answer = await call(framework, 'POST', path, token);
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([status, errcode]);
      expect(answer.body).not.to.include('secret');
      expect(framework.accessTokens.size).to.equal(0);
    });
  }

  it('says what is missing and what is wrong, and asks nobody', async () => {
    const framework = accountsFramework();
    for (const [body, errcode] of [
      [{}, 'M_MISSING_PARAMS'],
      [{ ...token, access_token: undefined }, 'M_MISSING_PARAMS'],
      [{ ...token, matrix_server_name: undefined }, 'M_MISSING_PARAMS'],
      [{ ...token, access_token: 5 }, 'M_INVALID_PARAM'],
      [{ ...token, access_token: '' }, 'M_INVALID_PARAM'],
      [{ ...token, access_token: 'x'.repeat(4_097) }, 'M_INVALID_PARAM'],
      [{ ...token, matrix_server_name: 'x'.repeat(256) }, 'M_INVALID_PARAM'],
      [{ ...token, matrix_server_name: {} }, 'M_INVALID_PARAM'],
    ] as const) {
      const answer = await call(framework, 'POST', path, body);
      expect([answer.status, answer.json()['errcode']], JSON.stringify(body)).to.deep.equal([400, errcode]);
    }
    expect(framework.asked).to.deep.equal([]);
  });

  it('says 503 M_UNKNOWN while tokens can not be kept; the same OpenID token registers once they can', async () => {
    const accessTokens = new MemoryAccessTokenStorage();
    const put = accessTokens.put.bind(accessTokens);
    accessTokens.put = () => Promise.reject(new StorageUnavailableError('down'));
    const framework = accountsFramework({ accessTokens });
    const answer = await call(framework, 'POST', path, token);
    expect([answer.status, answer.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
    accessTokens.put = put;
    expect((await call(framework, 'POST', path, token)).status).to.equal(200);
  });

  it('says in the log that an OpenID token stays used, where that can not be taken back', async () => {
    const [accessTokens, storage] = [new MemoryAccessTokenStorage(), new MemorySessionStorage()];
    accessTokens.put = () => Promise.reject(new StorageUnavailableError('down'));
    storage.unspend = () => Promise.reject(new StorageUnavailableError('down too'));
    const framework = accountsFramework({ accessTokens, storage });
    expect((await call(framework, 'POST', path, token)).status).to.equal(503);
    const { err } = framework.log.find(({ level }) => level === 'warn')?.fields ?? {};
    expect(err).to.include({ type: 'StorageUnavailableError', message: 'down too' });
  });

  it('says 503 M_UNKNOWN and gives no token while nothing can be counted', async () => {
    const storage = new MemorySessionStorage();
    storage.spend = () => Promise.reject(new StorageUnavailableError('down'));
    const framework = accountsFramework({ storage });
    for (const address of [undefined, '203.0.113.7']) {
      const answer = await call(framework, 'POST', path, openIdOfAlice(), {}, address);
      expect([answer.status, answer.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
    }
    expect(framework.accessTokens.size).to.equal(0);
  });
});

describe('an OpenID token', () => {
  const path = `${v2}/account/register`;
  const register = (framework: TestFramework, body: object, address?: string) =>
    call(framework, 'POST', path, body, {}, address);

  it('registers once, of 300 calls at once', async () => {
    const framework = accountsFramework({ accounts: { registrationsPerAddress: [] } });
    const openId = openIdOfAlice();
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => register(framework, openId, anyAddress())),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
    expect(framework.accessTokens.size).to.equal(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(
      new Set(refused.map((answer) => `${answer.status} ${String(answer.json()['errcode'])}`)),
    ).to.deep.equal(new Set(['401 M_UNAUTHORIZED']));
  });

  it('is the same under every name of its homeserver', async () => {
    const framework = accountsFramework();
    const openId = openIdOfAlice();
    expect((await register(framework, openId)).status).to.equal(200);
    for (const matrix_server_name of ['EXAMPLE.org', 'example.org.', 'example.org:443'])
      expect((await register(framework, { ...openId, matrix_server_name })).status).to.equal(401);
  });

  it('stays used for 24 hours, or as long as a homeserver lets one live', async () => {
    for (const openIdTokenLifetimeMs of [undefined, 2 * day]) {
      const framework = accountsFramework({
        accounts: openIdTokenLifetimeMs === undefined ? {} : { openIdTokenLifetimeMs },
      });
      const openId = openIdOfAlice();
      await register(framework, openId);
      framework.clock.advance((openIdTokenLifetimeMs ?? day) - 1);
      expect((await register(framework, openId)).status).to.equal(401);
      framework.clock.advance(1);
      expect((await register(framework, openId)).status).to.equal(200);
    }
  });

  it('stays used while the secret is rotated', async () => {
    const [older, newer] = ['an older secret, of a good length too', 'a newer secret, of a good length, too'];
    const storage = new MemorySessionStorage();
    const openId = openIdOfAlice();
    expect((await register(accountsFramework({ storage, secret: older }), openId)).status).to.equal(200);
    const rotated = accountsFramework({ storage, secret: [newer, older] });
    expect((await register(rotated, openId)).status).to.equal(401);
  });

  it('that its homeserver does not know is not used up', async () => {
    const framework = accountsFramework();
    const openId = openIdOfAlice();
    framework.verdict = () => Promise.resolve({ kind: 'unknown' });
    expect((await register(framework, openId)).status).to.equal(401);
    framework.verdict = undefined;
    expect((await register(framework, openId)).status).to.equal(200);
  });
});

describe('registrations', () => {
  const path = `${v2}/account/register`;
  const statusFrom = async (framework: TestFramework, address: string | undefined) =>
    (await call(framework, 'POST', path, openIdOfAlice(), {}, address)).status;

  it('leave a user 20 live access tokens, of 1,000: the newest', async () => {
    const framework = accountsFramework({ accounts: { registrationsPerAddress: [] } });
    const headers = [];
    for (let count = 0; count < 1_000; count += 1) headers.push(await registered(framework));
    expect(framework.accessTokens.size).to.equal(20);
    const answers = await Promise.all(
      headers.slice(-21).map((header) => call(framework, 'GET', `${v2}/account`, undefined, header)),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([
      401,
      ...Array.from({ length: 20 }, () => 200),
    ]);
  });

  it('leave a user as many as they are told', async () => {
    const framework = accountsFramework({ accounts: { accessTokensPerUser: 2 } });
    await Promise.all(Array.from({ length: 10 }, () => registered(framework)));
    expect(framework.accessTokens.size).to.equal(2);
  });

  it('leave a user 20 while the secret is rotated', async () => {
    const [older, newer] = ['an older secret, of a good length too', 'a newer secret, of a good length, too'];
    const accessTokens = new MemoryAccessTokenStorage();
    for (const secret of [[older], [older, newer], [newer, older], [newer]]) {
      const framework = accountsFramework({ accessTokens, secret });
      for (let count = 0; count < 15; count += 1) await registered(framework);
    }
    expect(accessTokens.size).to.equal(20);
  });

  it('lock nobody out of a full storage', async () => {
    const framework = accountsFramework({ accessTokens: new MemoryAccessTokenStorage({ maxTokens: 50 }) });
    framework.verdict = ({ accessToken }) => Promise.resolve({ kind: 'user', userId: `@${accessToken}:a` });
    for (let count = 0; count < 60; count += 1) {
      const header = await registered(framework);
      expect((await call(framework, 'GET', `${v2}/account`, undefined, header)).status).to.equal(200);
    }
  });

  it('are 60 in an hour and 200 in 24 hours from one address', async () => {
    const framework = accountsFramework();
    const hour = 3_600_000;
    const registrations = async (count: number): Promise<number> => {
      let taken = 0;
      for (let at = 0; at < count; at += 1)
        if ((await statusFrom(framework, '203.0.113.7')) === 200) taken += 1;
      return taken;
    };
    const taken: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      taken.push(await registrations(70));
      framework.clock.advance(hour);
    }
    expect(taken).to.deep.equal([60, 60, 60, 20, 0]);
    expect(await statusFrom(framework, '203.0.113.8')).to.equal(200);
  });

  it('count as one for callers whose address is not known', async () => {
    const framework = accountsFramework({
      accounts: { registrationsPerAddress: [{ messages: 1, windowMs: 60_000 }] },
    });
    expect(await statusFrom(framework, undefined)).to.equal(200);
    expect(await statusFrom(framework, undefined)).to.equal(429);
    expect(await statusFrom(framework, '203.0.113.7')).to.equal(200);
  });

  it('say when to come back, and ask no homeserver, where an address has none left', async () => {
    const registrationsPerAddress = [{ messages: 1, windowMs: 90_500 }];
    const framework = accountsFramework({ accounts: { registrationsPerAddress } });
    await statusFrom(framework, '203.0.113.7');
    const answer = await call(framework, 'POST', path, openIdOfAlice(), {}, '203.0.113.7');
    expect([answer.status, answer.headers['retry-after']]).to.deep.equal([429, '91']);
    expect(answer.json()).to.include({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 90_500 });
    expect(framework.asked).to.have.lengthOf(1);
  });

  it('that a homeserver refuses count too: each was a call of ours to it', async () => {
    const registrationsPerAddress = [{ messages: 2, windowMs: 60_000 }];
    const framework = accountsFramework({ accounts: { registrationsPerAddress } });
    framework.verdict = () => Promise.resolve({ kind: 'unknown' });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push(await statusFrom(framework, '203.0.113.7'));
    expect(statuses).to.deep.equal([401, 401, 429]);
  });

  it('for a homeserver that is none we ask do not count', async () => {
    const registrationsPerAddress = [{ messages: 1, windowMs: 60_000 }];
    const framework = accountsFramework({ accounts: { registrationsPerAddress } });
    framework.verdict = () => Promise.resolve({ kind: 'untrusted' });
    for (let count = 0; count < 3; count += 1)
      expect(await statusFrom(framework, '203.0.113.7')).to.equal(403);
    framework.verdict = undefined;
    expect(await statusFrom(framework, '203.0.113.7')).to.equal(200);
    expect(await statusFrom(framework, '203.0.113.7')).to.equal(429);
  });

  it('leave the messages of an address alone', async () => {
    const framework = accountsFramework({
      accounts: { registrationsPerAddress: [{ messages: 1, windowMs: 60_000 }] },
      limits: { perAddress: [{ messages: 1, windowMs: 60_000 }] },
    });
    expect(await statusFrom(framework, '203.0.113.7')).to.equal(200);
    const { status } = await call(
      framework,
      'POST',
      `${v2}/validate/msisdn/requestToken`,
      number,
      await registered(framework),
      '203.0.113.7',
    );
    expect(status).to.equal(200);
  });

  it('count against the person that a delegate names', async () => {
    const secret = 'a-secret-of-a-delegate';
    const framework = accountsFramework({
      accounts: { registrationsPerAddress: [{ messages: 1, windowMs: 60_000 }] },
      delegates: { secrets: [secret] },
    });
    const statuses: number[] = [];
    for (const person of ['203.0.113.7', '203.0.113.7', '203.0.113.8', undefined, undefined]) {
      const headers = {
        authorization: `Bearer ${secret}`,
        ...(person === undefined ? {} : { 'x-threepid-client-address': person }),
      };
      statuses.push((await call(framework, 'POST', path, openIdOfAlice(), headers, '192.0.2.1')).status);
    }
    expect(statuses).to.deep.equal([200, 429, 200, 200, 200]);
  });

  it('are not limited by an empty list', async () => {
    const framework = accountsFramework({ accounts: { registrationsPerAddress: [] } });
    for (let count = 0; count < 70; count += 1)
      expect(await statusFrom(framework, '203.0.113.7')).to.equal(200);
  });
});

describe('an access token', () => {
  const account = `${v2}/account`;

  it('lives as long as it is told, to the millisecond: 90 days', async () => {
    for (const accessTokenLifetimeMs of [undefined, day]) {
      const framework = accountsFramework({
        accounts: accessTokenLifetimeMs === undefined ? {} : { accessTokenLifetimeMs },
      });
      const headers = await registered(framework);
      framework.clock.advance((accessTokenLifetimeMs ?? 90 * day) - 1);
      expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(200);
      framework.clock.advance(1);
      expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(401);
    }
  });

  it('is known under the older secret while that is listed', async () => {
    const accessTokens = new MemoryAccessTokenStorage();
    const older = 'an older secret, of a good length too';
    const newer = 'a newer secret, of a good length as well';
    const headers = await registered(accountsFramework({ accessTokens, secret: older }));
    const statusUnder = async (secret: readonly string[]): Promise<number> =>
      (await call(accountsFramework({ accessTokens, secret }), 'GET', account, undefined, headers)).status;
    expect(await statusUnder([newer, older])).to.equal(200);
    expect(await statusUnder([newer])).to.equal(401);
    const rotated = accountsFramework({ accessTokens, secret: [newer, older] });
    expect((await call(rotated, 'POST', `${account}/logout`, {}, headers)).status).to.equal(200);
    expect(await statusUnder([older])).to.equal(401);
  });

  it('ends with POST account/logout, once of 100 calls at once', async () => {
    const framework = accountsFramework();
    const headers = await registered(framework);
    const other = await registered(framework);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => call(framework, 'POST', `${account}/logout`, {}, headers)),
    );
    expect(answers.filter(({ status, body }) => status === 200 && body === '{}')).to.have.lengthOf(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(
      new Set(refused.map((answer) => `${answer.status} ${String(answer.json()['errcode'])}`)),
    ).to.deep.equal(new Set(['401 M_UNKNOWN_TOKEN']));
    expect((await call(framework, 'GET', account, undefined, headers)).status).to.equal(401);
    expect((await call(framework, 'GET', account, undefined, other)).status).to.equal(200);
  });

  it('may be logged out before the terms are signed, and not without being named', async () => {
    const framework = accountsFramework({ withTerms: true });
    const missing = await call(framework, 'POST', `${account}/logout`, {});
    expect([missing.status, missing.json()['errcode']]).to.deep.equal([401, 'M_UNAUTHORIZED']);
    expect(
      (await call(framework, 'POST', `${account}/logout`, {}, await registered(framework))).status,
    ).to.equal(200);
  });

  it('is in no log line and no record, nor is the OpenID token', async () => {
    const framework = accountsFramework();
    const { authorization } = await registered(framework);
    await call(framework, 'GET', account, undefined, { authorization });
    const lines = JSON.stringify(framework.log);
    expect(lines).not.to.include(authorization.slice(7)).and.not.to.include('openid-of-alice');
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
