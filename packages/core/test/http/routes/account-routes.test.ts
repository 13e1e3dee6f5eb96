import { StorageUnavailableError, type HomeserverOptions, type SessionStorage } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';
import { alice, bob, freeNumber, passwordAuth, takenNumber, TestAccounts } from '../../test-accounts.js';

const asAlice = { authorization: 'Bearer token-of-alice' };
const asBob = { authorization: 'Bearer token-of-bob' };
const auth = { type: 'm.login.password', password: 'right' };

type Homeserver = TestFramework & { readonly accounts: TestAccounts };

function homeserver(
  options: Partial<HomeserverOptions> = {},
  storage: SessionStorage = new MemorySessionStorage(),
): Homeserver {
  const accounts = new TestAccounts();
  const framework = createFramework({
    storage,
    accountDirectory: accounts,
    homeserver: {
      publicUrl: 'https://matrix.example.org',
      authenticator: accounts,
      userInteractiveAuth: passwordAuth,
      ...options,
    },
  });
  return { ...framework, accounts };
}

async function validatedSession(
  framework: TestFramework,
  phoneNumber = freeNumber,
): Promise<{ readonly sid: string; readonly client_secret: string }> {
  const clientSecret = 'a.secret';
  const { sid } = await framework.threepid.requestToken({ clientSecret, phoneNumber, country: '' });
  await framework.threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
  return { sid, client_secret: clientSecret };
}

for (const base of ['/_matrix/client/r0', '/_matrix/client/v3']) {
  describe(`GET ${base}/account/3pid`, () => {
    const url = `${base}/account/3pid`;

    it('lists email and msisdn', async () => {
      const framework = homeserver();
      const email = { medium: 'email', address: 'a@example.org', validatedAt: 3, addedAt: 4 } as const;
      framework.accounts.owners.set(email.address, { userId: alice, threePid: email });
      const answer = await call(framework, 'GET', url, undefined, asAlice);
      expect(answer.status).to.equal(200);
      expect(answer.json()).to.deep.equal({
        threepids: [
          { medium: 'msisdn', address: takenNumber.slice(1), validated_at: 1_000, added_at: 2_000 },
          { medium: 'email', address: 'a@example.org', validated_at: 3, added_at: 4 },
        ],
      });
    });

    it('answers HEAD too, without the list', async () => {
      const answer = await call(homeserver(), 'HEAD', url, undefined, asAlice);
      expect([answer.status, answer.body]).to.deep.equal([200, '']);
    });

    it('lists nothing of who has nothing', async () => {
      const answer = await call(homeserver(), 'GET', url, undefined, asBob);
      expect(answer.json()).to.deep.equal({ threepids: [] });
    });

    it('says 401 M_MISSING_TOKEN and M_UNKNOWN_TOKEN', async () => {
      const needed = 'An access token is needed, as Authorization: Bearer';
      for (const [headers, errcode, error] of [
        [{}, 'M_MISSING_TOKEN', needed],
        [{ authorization: 'Basic YTpi' }, 'M_MISSING_TOKEN', needed],
        [{ authorization: 'Bearer ' }, 'M_MISSING_TOKEN', needed],
        [{ authorization: 'Bearer other' }, 'M_UNKNOWN_TOKEN', 'Unrecognised access token'],
      ] as const) {
        const answer = await call(homeserver(), 'GET', url, undefined, headers);
        expect([answer.status, answer.json()]).to.deep.equal([401, { errcode, error }]);
      }
    });

    it('takes no token from the query', async () => {
      const answer = await call(homeserver(), 'GET', `${url}?access_token=token-of-alice`);
      expect(answer.json()).to.include({ errcode: 'M_MISSING_TOKEN' });
    });

    it('says 503 M_UNKNOWN while the accounts cannot be looked up', async () => {
      const framework = homeserver();
      framework.accounts.failure = new Error('down');
      const answer = await call(framework, 'GET', url, undefined, asAlice);
      expect([answer.status, answer.json()]).to.deep.equal([
        503,
        { errcode: 'M_UNKNOWN', error: 'Access tokens cannot be checked now; try again' },
      ]);
    });

    it('says so too where the token is known and the list is not', async () => {
      const framework = homeserver({ authenticator: new TestAccounts() });
      framework.accounts.failure = new Error('down');
      const answer = await call(framework, 'GET', url, undefined, asAlice);
      expect([answer.status, answer.json()]).to.deep.equal([
        503,
        { errcode: 'M_UNKNOWN', error: 'The accounts cannot be looked up now; try again' },
      ]);
    });

    it("leaves the path's other methods to the host", async () => {
      const framework = homeserver();
      const request = { path: url, query: '', headers: {}, body: '{}', remoteAddress: undefined };
      for (const method of ['PUT', 'DELETE'])
        expect(await framework.threepid.handle({ ...request, method })).to.equal(undefined);
      const { threepid } = createFramework({
        accountDirectory: new TestAccounts(),
        homeserver: {
          publicUrl: 'https://example.org',
          authenticator: new TestAccounts(),
        },
      });
      expect(await threepid.handle({ ...request, method: 'POST' })).to.equal(undefined);
      const listed = await threepid.handle({ ...request, method: 'GET', headers: asAlice });
      expect(listed?.status).to.equal(200);
    });
  });

  for (const [url, bodyOf] of [
    [`${base}/account/3pid/add`, (session: object) => session],
    [
      `${base}/account/3pid`,
      (session: object) => ({ three_pid_creds: { ...session, id_server: 'x', id_access_token: 'y' } }),
    ],
    [`${base}/account/3pid`, (session: object) => ({ threePidCreds: session, bind: false })],
  ] as const) {
    describe(`POST ${url} of ${JSON.stringify(bodyOf({}))}`, () => {
      it('adds the number of a validated session to the account', async () => {
        const framework = homeserver();
        const session = await validatedSession(framework);
        const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect([answer.status, answer.body]).to.deep.equal([200, '{}']);
        const added = framework.accounts.owners.get(freeNumber.slice(1));
        expect(added?.userId).to.equal(bob);
        expect(added?.threePid).to.include({
          medium: 'msisdn',
          address: freeNumber.slice(1),
          addedAt: framework.clock.now(),
        });
      });

      it('challenges first, and spends nothing', async () => {
        const framework = homeserver();
        const session = await validatedSession(framework);
        const wrong = { ...auth, password: 'wrong' };
        for (const given of [undefined, wrong, 'text', []]) {
          const challenge = await call(framework, 'POST', url, { ...bodyOf(session), auth: given }, asBob);
          expect(challenge.status).to.equal(401);
          expect(challenge.json()).to.include({ session: 'uia' }).and.to.have.property('flows');
        }
        const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect(answer.status).to.equal(200);
      });

      it('spends a session once of 100 calls at once', async () => {
        const framework = homeserver();
        const session = await validatedSession(framework);
        const answers = await Promise.all(
          Array.from({ length: 100 }, (_, index) =>
            call(framework, 'POST', url, { ...bodyOf(session), auth }, index % 2 === 0 ? asAlice : asBob),
          ),
        );
        expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
        const others = answers.filter(({ status }) => status !== 200);
        expect(
          new Set(others.map((answer) => `${answer.status} ${String(answer.json()['errcode'])}`)),
        ).to.deep.equal(new Set(['403 M_THREEPID_AUTH_FAILED']));
      });

      it('says M_THREEPID_AUTH_FAILED for a session that is not validated, or is none', async () => {
        const framework = homeserver();
        const pending = await framework.threepid.requestToken({
          clientSecret: 'a.secret',
          phoneNumber: freeNumber,
          country: '',
        });
        for (const session of [
          { sid: pending.sid, client_secret: 'a.secret' },
          { sid: 'unknown', client_secret: 'a.secret' },
        ]) {
          const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
          expect([answer.status, answer.json()['errcode']]).to.deep.equal([403, 'M_THREEPID_AUTH_FAILED']);
        }
      });

      it('says M_THREEPID_IN_USE for a number of another account', async () => {
        const framework = homeserver();
        const session = await validatedSession(framework, takenNumber);
        const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, 'M_THREEPID_IN_USE']);
        expect(framework.accounts.owners.get(takenNumber.slice(1))?.userId).to.equal(alice);
      });

      it('says M_MISSING_PARAM and M_INVALID_PARAM', async () => {
        const framework = homeserver();
        for (const [session, errcode] of [
          [{ sid: 'a' }, 'M_MISSING_PARAM'],
          [{ client_secret: 'a' }, 'M_MISSING_PARAM'],
          [{ sid: 'a b', client_secret: 'a' }, 'M_INVALID_PARAM'],
          [{ sid: {}, client_secret: 'a' }, 'M_INVALID_PARAM'],
        ] as const) {
          const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
          expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, errcode]);
        }
      });

      it('says 401 without a token, before anything else', async () => {
        const framework = homeserver();
        for (const [headers, errcode] of [
          [{}, 'M_MISSING_TOKEN'],
          [{ authorization: 'Bearer other' }, 'M_UNKNOWN_TOKEN'],
        ] as const) {
          const answer = await call(framework, 'POST', url, { nonsense: 1 }, headers);
          expect([answer.status, answer.json()['errcode']]).to.deep.equal([401, errcode]);
        }
      });

      it('says 503 M_UNKNOWN while the storage is down, and spends nothing', async () => {
        const storage = new MemorySessionStorage();
        const framework = homeserver({}, storage);
        const session = await validatedSession(framework);
        const consume = storage.consume.bind(storage);
        storage.consume = () => Promise.reject(new StorageUnavailableError('down'));
        const answer = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
        storage.consume = consume;
        const again = await call(framework, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect(again.status).to.equal(200);
      });

      it('says 503 M_UNKNOWN while the directory or the authentication fails', async () => {
        const failing = homeserver({ authenticator: new TestAccounts() });
        const session = await validatedSession(failing);
        failing.accounts.failure = new Error('down');
        const noDirectory = await call(failing, 'POST', url, { ...bodyOf(session), auth }, asBob);
        expect([noDirectory.status, noDirectory.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);

        const noAuth = homeserver({
          userInteractiveAuth: { judge: () => Promise.reject(new Error('down')) },
        });
        const answer = await call(
          noAuth,
          'POST',
          url,
          { ...bodyOf(await validatedSession(noAuth)), auth },
          asBob,
        );
        expect([answer.status, answer.json()]).to.deep.equal([
          503,
          { errcode: 'M_UNKNOWN', error: 'Who you are cannot be checked now; try again' },
        ]);
      });
    });
  }

  it(`has POST alone at ${base}/account/3pid/add, and leaves the other methods to the host`, async () => {
    const { threepid } = homeserver();
    const path = `${base}/account/3pid/add`;
    expect(threepid.claims).to.deep.include({ path, methods: ['POST', 'OPTIONS'] });
    const request = { path, query: '', headers: asBob, body: undefined, remoteAddress: undefined };
    for (const method of ['GET', 'HEAD', 'PUT'])
      expect(await threepid.handle({ ...request, method }), method).to.equal(undefined);
  });

  it(`wants three_pid_creds to be an object, at ${base}`, async () => {
    const missing = { errcode: 'M_MISSING_PARAM', error: 'Missing: three_pid_creds' };
    const invalid = { errcode: 'M_INVALID_PARAM', error: 'three_pid_creds must be an object' };
    for (const [given, error] of [
      [{}, missing],
      [{ three_pid_creds: 'text' }, invalid],
      [{ three_pid_creds: [] }, invalid],
      [{ three_pid_creds: 5 }, invalid],
      [{ threePidCreds: null }, invalid],
    ] as const) {
      const url = `${base}/account/3pid`;
      const answer = await call(homeserver(), 'POST', url, { ...given, auth }, asBob);
      expect([answer.status, answer.json()]).to.deep.equal([400, error]);
    }
  });
}
