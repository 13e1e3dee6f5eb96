import {
  createTrustList,
  type HomeserverOptions,
  type ThreepidOptions,
  type UserInteractiveAuth,
} from '@threepid/core';
import { expect } from 'chai';
import { hosts, ownAnswer, type ListeningHost } from './hosts.js';
import {
  alice,
  bob,
  createTestHomeserver,
  freeNumber,
  publicUrl,
  takenNumber,
  type TestHomeserver,
} from './test-homeserver.js';

const calls = {
  register: '/register/msisdn/requestToken',
  add: '/account/3pid/msisdn/requestToken',
  password: '/account/password/msisdn/requestToken',
} as const;

const passwordAuth: UserInteractiveAuth = {
  judge: ({ auth }) =>
    Promise.resolve(
      (auth as { password?: unknown } | undefined)?.password === 'right'
        ? { kind: 'passed' }
        : {
            kind: 'challenge',
            body: { session: 'uia', flows: [{ stages: ['m.login.password'] }], params: {} },
          },
    ),
};

for (const [framework, start] of Object.entries(hosts)) {
  describe(`the client-server endpoints on ${framework}, over a socket`, () => {
    const started: ListeningHost[] = [];
    afterEach(async () => {
      await Promise.all(started.splice(0).map((host) => host.stop()));
    });

    async function homeserver(
      homeserverOptions: Partial<HomeserverOptions> = {},
      options: Partial<ThreepidOptions> = {},
    ): Promise<TestHomeserver & ListeningHost> {
      const subject = createTestHomeserver(homeserverOptions, options);
      const host = await start(subject.threepid);
      started.push(host);
      return { ...subject, ...host };
    }

    for (const base of ['/_matrix/client/r0', '/_matrix/client/v3']) {
      for (const [purpose, path] of Object.entries(calls)) {
        const [suitable, unsuitable] =
          purpose === 'password' ? [takenNumber, freeNumber] : [freeNumber, takenNumber];
        const errcode = purpose === 'password' ? 'M_THREEPID_NOT_FOUND' : 'M_THREEPID_IN_USE';

        it(`POST ${base}${path}: a code, with availability reported and concealed`, async () => {
          const told = await homeserver();
          const opened = await post(told.url + base + path, body(suitable));
          expect(opened.status).to.equal(200);
          expect(opened.json).to.have.all.keys('sid', 'submit_url');
          const submit = new URL(String(opened.json['submit_url']));
          expect(submit.origin).to.equal(publicUrl);
          const session = { sid: opened.json['sid'], client_secret: 'a.secret' };
          const submitted = await post(told.url + submit.pathname, { ...session, token: told.lastCode() });
          expect(submitted.text).to.equal('{"success":true}');

          const refused = await post(told.url + base + path, body(unsuitable));
          expect([refused.status, refused.json['errcode']]).to.deep.equal([400, errcode]);
          expect(told.messages).to.have.lengthOf(1);

          const concealed = await homeserver({ availability: 'concealed' });
          const [one, other] = [
            await post(concealed.url + base + path, body(suitable)),
            await post(concealed.url + base + path, body(unsuitable)),
          ];
          expect(shapeOf(one)).to.deep.equal(shapeOf(other));
          expect(one.status).to.equal(200);
          expect(concealed.messages).to.have.lengthOf(2);
        });

        it(`POST ${base}${path}: errors`, async () => {
          const subject = await homeserver({}, { destinations: { deny: ['FR'] } });
          for (const [sent, status, code] of [
            [{}, 400, 'M_MISSING_PARAM'],
            [body(suitable, { send_attempt: undefined }), 400, 'M_MISSING_PARAM'],
            [body('12'), 400, 'M_INVALID_PARAM'],
            [body(suitable, { client_secret: 'a b' }), 400, 'M_INVALID_PARAM'],
            [body(suitable, { next_link: 'https://evil.example' }), 400, 'M_INVALID_PARAM'],
            [body(suitable, { id_server: 'id.example.org' }), 400, 'M_SERVER_NOT_TRUSTED'],
          ] as const) {
            const answer = await post(subject.url + base + path, sent);
            expect([answer.status, answer.json['errcode']], JSON.stringify(sent)).to.deep.equal([
              status,
              code,
            ]);
            expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
          }
          const notJson = await post(subject.url + base + path, '{');
          expect(notJson.json['errcode']).to.equal('M_NOT_JSON');
          expect(subject.messages).to.deep.equal([]);
          if (purpose === 'password') return;
          const denied = await post(subject.url + base + path, body('+33612345678'));
          expect([denied.status, denied.json['errcode']]).to.deep.equal([403, 'M_THREEPID_DENIED']);
        });
      }

      it(`GET ${base}/account/3pid`, async () => {
        const { url, accounts } = await homeserver({ authenticator: createTestHomeserver().accounts });
        const email = { medium: 'email', address: 'a@example.org', validatedAt: 3, addedAt: 4 } as const;
        accounts.owners.set(email.address, { userId: alice, threePid: email });
        const listed = await get(`${url}${base}/account/3pid`, 'token-of-alice');
        expect(listed.json).to.deep.equal({
          threepids: [
            { medium: 'msisdn', address: takenNumber.slice(1), validated_at: 1_000, added_at: 2_000 },
            { medium: 'email', address: 'a@example.org', validated_at: 3, added_at: 4 },
          ],
        });
        const missing = await get(`${url}${base}/account/3pid`);
        expect([missing.status, missing.json['errcode']]).to.deep.equal([401, 'M_MISSING_TOKEN']);
        const unknown = await get(`${url}${base}/account/3pid`, 'other');
        expect([unknown.status, unknown.json['errcode']]).to.deep.equal([401, 'M_UNKNOWN_TOKEN']);
      });

      it(`POST ${base}/account/3pid/add: a challenge, then one of 100 concurrent requests succeeds`, async () => {
        const subject = await homeserver({
          authenticator: createTestHomeserver().accounts,
          userInteractiveAuth: passwordAuth,
        });
        const opened = await post(`${subject.url}${base}${calls.add}`, body(freeNumber));
        const session = { sid: String(opened.json['sid']), client_secret: 'a.secret' };
        const { pathname } = new URL(String(opened.json['submit_url']));
        await post(subject.url + pathname, { ...session, token: subject.lastCode() });

        const url = `${subject.url}${base}/account/3pid/add`;
        const challenge = await post(url, session, 'token-of-bob');
        expect([challenge.status, challenge.json['session']]).to.deep.equal([401, 'uia']);
        const auth = { type: 'm.login.password', password: 'right', session: 'uia' };
        const answers = await Promise.all(
          Array.from({ length: 100 }, () => post(url, { ...session, auth }, 'token-of-bob')),
        );
        expect(answers.filter(({ status, text }) => status === 200 && text === '{}')).to.have.lengthOf(1);
        expect(answers.filter(({ json }) => json['errcode'] === 'M_THREEPID_AUTH_FAILED')).to.have.lengthOf(
          99,
        );
        expect(subject.accounts.owners.get(freeNumber.slice(1))?.userId).to.equal(bob);
      });
    }

    it('leaves all other client-server calls to the host, with their bodies', async () => {
      const { url } = await homeserver({ authenticator: createTestHomeserver().accounts });
      for (const [method, path] of [
        ['GET', '/_matrix/client/versions'],
        ['POST', '/_matrix/client/v3/register'],
        ['POST', '/_matrix/client/v3/register/email/requestToken'],
        ['POST', '/_matrix/client/v3/account/3pid'],
        ['DELETE', '/_matrix/client/v3/account/3pid'],
        ['POST', '/_matrix/client/v3/account/3pid/delete'],
        ['POST', '/_matrix/client/v1/register/msisdn/requestToken'],
        ['PUT', '/_matrix/client/v3/rooms/!a:b/send/m.room.message/1'],
      ] as const) {
        const response = await fetch(url + path, {
          method,
          ...(method === 'GET' ? {} : { body: '{"a":1}' }),
        });
        expect([response.status, await response.text()], `${method} ${path}`).to.deep.equal([418, ownAnswer]);
      }
    });

    it('forwards a request to a trusted identity server only if the policy says so', async () => {
      const identityServer = createTestHomeserver();
      const other = await start(identityServer.threepid);
      started.push(other);
      const asked: unknown[] = [];
      const subject = await homeserver({
        trustPolicy: createTrustList({ trusted: { 'id.example.org': other.url } }),
        identityServerClient: {
          requestToken: (call) => {
            asked.push(call.baseUrl);
            return Promise.resolve({ kind: 'opened', sid: 'theirs', fields: {} });
          },
        },
      });
      const answer = await post(
        `${subject.url}/_matrix/client/v3${calls.register}`,
        body(freeNumber, { id_server: 'id.example.org', id_access_token: 'token' }),
      );
      expect(answer.json).to.deep.equal({ sid: 'theirs' });
      expect(asked).to.deep.equal([other.url]);
    });
  });

  describe(`delegates and v1 on ${framework}, over a socket`, () => {
    const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
    const secret = 'a-shared-secret-of-a-homeserver';
    let host: ListeningHost | undefined;
    afterEach(async () => {
      await host?.stop();
    });

    it('accepts v1 calls only from the homeserver, by its secret', async () => {
      const subject = createTestHomeserver(
        {},
        { identityV1: { access: 'delegates' }, delegates: { secrets: [secret] } },
      );
      host = await start(subject.threepid);
      const refused = await post(host.url + path, body(freeNumber));
      expect([refused.status, refused.json['errcode']]).to.deep.equal([403, 'M_FORBIDDEN']);
      expect((await post(host.url + path, body(freeNumber), secret)).status).to.equal(200);
    });

    it('serves at a prefix, if configured', async () => {
      const subject = createTestHomeserver({}, { identityV1: { pathPrefix: '/hard-to-guess' } });
      host = await start(subject.threepid);
      expect((await post(`${host.url}/hard-to-guess${path}`, body(freeNumber))).status).to.equal(200);
      const plain = await post(host.url + path, body(freeNumber));
      expect([plain.status, plain.json['errcode']]).to.deep.equal([404, 'M_UNRECOGNIZED']);
    });

    it('counts messages per person if a delegate names them', async () => {
      const limits = { perNumber: [], perAddress: [{ messages: 1, windowMs: 60_000 }] };
      const subject = createTestHomeserver({}, { limits, delegates: { addresses: ['127.0.0.0/8'] } });
      host = await start(subject.threepid);
      const { url } = host;
      const statusFor = async (person: string | undefined, index: number): Promise<number> => {
        const headers: Record<string, string> =
          person === undefined ? {} : { 'X-Threepid-Client-Address': person };
        const sent = JSON.stringify(body(`+44740065432${index}`));
        return (await fetch(url + path, { method: 'POST', headers, body: sent })).status;
      };
      expect(await statusFor('203.0.113.7', 1)).to.equal(200);
      expect(await statusFor('203.0.113.7', 2)).to.equal(429);
      expect(await statusFor('203.0.113.8', 3)).to.equal(200);
      for (const index of [4, 5, 6]) expect(await statusFor(undefined, index)).to.equal(200);
    });
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

function body(phone_number: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { client_secret: 'a.secret', country: 'GB', phone_number, send_attempt: 1, ...more };
}

async function post(url: string, sent: unknown, token?: string): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
  return answerOf(await fetch(url, { method: 'POST', headers, body: text }));
}

async function get(url: string, token?: string): Promise<Answer> {
  return answerOf(
    await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
  );
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, text, json };
}

/** An answer without its time and the characters of its sid. */
function shapeOf({ status, headers, text }: Answer): unknown {
  const names = [...headers].filter(([name]) => name !== 'date').map((header) => header.join(': '));
  return { status, headers: names, text: text.replace(/"sid":"[\w-]{24}"/, '"sid":24') };
}
