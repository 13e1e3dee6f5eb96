import { StorageUnavailableError, type OpenIdVerdict } from '@threepid/core';
import { MemoryAccessTokenStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import {
  accountsFramework,
  alice,
  anyAddress,
  openIdOfAlice,
  registered,
  v2,
} from '../accounts-framework.js';
import { call, type TestFramework } from '../framework.js';

const number = { client_secret: 'a.secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };
const day = 86_400_000;

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

  it('says in the log that an OpenID token stays used, where it cannot be refunded', async () => {
    const [accessTokens, storage] = [new MemoryAccessTokenStorage(), new MemorySessionStorage()];
    accessTokens.put = () => Promise.reject(new StorageUnavailableError('down'));
    storage.refund = () => Promise.reject(new StorageUnavailableError('down too'));
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

describe('a storage', () => {
  for (const [registrationsPerAddress, what, count] of [
    [undefined, 'an address and an OpenID token', 2],
    [[], 'an OpenID token alone, where addresses are not limited', 1],
  ] as const)
    it(`gets 12 bytes of a digest for a registration: of ${what}`, async () => {
      const storage = new MemorySessionStorage();
      const ids: string[] = [];
      const spend = storage.spend.bind(storage);
      storage.spend = (request) => {
        ids.push(request.id);
        return spend(request);
      };
      const accounts = registrationsPerAddress && { accounts: { registrationsPerAddress } };
      await registered(accountsFramework({ storage, ...accounts }));
      expect(ids).to.have.lengthOf(count);
      for (const id of ids) expect(id).to.match(/^[\w-]{16}$/);
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
    expect(framework.log.map(({ message }) => message)).to.include(
      'registration limit of a client address reached',
    );
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
