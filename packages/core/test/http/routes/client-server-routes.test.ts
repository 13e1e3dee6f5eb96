import type { HomeserverOptions, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';
import { freeNumber, takenNumber, TestAccounts } from '../../test-accounts.js';

const publicUrl = 'https://matrix.example.org';
const submitUrl = `${publicUrl}/_matrix/identity/api/v1/validate/msisdn/submitToken`;

/** A call and the number that suits it. */
interface Purpose {
  readonly path: string;
  readonly suitable: string;
  readonly unsuitable: string;
  readonly errcode: string;
  readonly message: string;
}

const purposes: readonly Purpose[] = [
  {
    path: '/register/msisdn/requestToken',
    suitable: freeNumber,
    unsuitable: takenNumber,
    errcode: 'M_THREEPID_IN_USE',
    message: 'in-use',
  },
  {
    path: '/account/3pid/msisdn/requestToken',
    suitable: freeNumber,
    unsuitable: takenNumber,
    errcode: 'M_THREEPID_IN_USE',
    message: 'in-use',
  },
  {
    path: '/account/password/msisdn/requestToken',
    suitable: takenNumber,
    unsuitable: freeNumber,
    errcode: 'M_THREEPID_NOT_FOUND',
    message: 'not-found',
  },
];

function homeserver(
  options: Partial<HomeserverOptions> = {},
  more: Partial<ThreepidOptions> = {},
): TestFramework & { readonly accounts: TestAccounts } {
  const accounts = new TestAccounts();
  const framework = createFramework({
    ...more,
    accountDirectory: accounts,
    homeserver: { publicUrl, ...options },
  });
  return { ...framework, accounts };
}

function body(phoneNumber: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { client_secret: 'a.secret', country: 'GB', phone_number: phoneNumber, send_attempt: 1, ...more };
}

for (const base of ['/_matrix/client/r0', '/_matrix/client/v3']) {
  for (const { path, suitable, unsuitable, errcode, message } of purposes) {
    const url = base + path;
    describe(`POST ${url}`, () => {
      it('opens a session, and says where the code goes', async () => {
        const framework = homeserver();
        const answer = await call(framework, 'POST', url, body(suitable));
        expect(answer.status).to.equal(200);
        expect(answer.json()).to.have.all.keys('sid', 'submit_url');
        expect(answer.json()).to.include({ submit_url: submitUrl });
        expect(framework.sms.messages.map(({ to, purpose }) => [to, purpose])).to.deep.equal([
          [suitable, 'verify'],
        ]);
        const submitted = await call(framework, 'POST', new URL(submitUrl).pathname, {
          sid: answer.json()['sid'],
          client_secret: 'a.secret',
          token: framework.lastCode(),
        });
        expect(submitted.json()).to.deep.equal({ success: true });
      });

      it('tells that the number will not do, and sends nothing', async () => {
        const framework = homeserver();
        const answer = await call(framework, 'POST', url, body(unsuitable));
        expect(answer.status).to.equal(400);
        expect(answer.json()).to.include({ errcode });
        expect(framework.sms.messages).to.deep.equal([]);
      });

      it('knows the number in every spelling', async () => {
        const spellings = ['07400 123456', '(07400) 123-456', '+44 7400 123456', '０７４００１２３４５６'];
        for (const spelling of spellings) {
          const framework = homeserver();
          const { status } = await call(framework, 'POST', url, body(spelling));
          expect(status, spelling).to.equal(suitable === takenNumber ? 200 : 400);
        }
      });

      it('conceals it: success, and a message that helps', async () => {
        const framework = homeserver({ availability: 'concealed' });
        const answer = await call(framework, 'POST', url, body(unsuitable));
        expect(answer.status).to.equal(200);
        expect(answer.json()).to.have.all.keys('sid', 'submit_url');
        expect(framework.sms.messages.map(({ to, purpose }) => [to, purpose])).to.deep.equal([
          [unsuitable, message],
        ]);
        expect(framework.lastCode()).to.equal('');
      });

      it('says M_MISSING_PARAM in the singular, for each field', async () => {
        for (const field of ['client_secret', 'country', 'phone_number', 'send_attempt']) {
          const answer = await call(homeserver(), 'POST', url, body(suitable, { [field]: undefined }));
          expect(answer.status, field).to.equal(400);
          expect(answer.json(), field).to.include({ errcode: 'M_MISSING_PARAM' });
        }
      });

      it('says M_INVALID_PARAM for what is wrong, the number included', async () => {
        for (const wrong of [
          { client_secret: 'a b' },
          { client_secret: '' },
          { client_secret: 'a'.repeat(256) },
          { client_secret: 5 },
          { country: 'gb' },
          { country: 'XX' },
          { phone_number: '12' },
          { phone_number: 'tel' },
          { phone_number: 447400654321 },
          { send_attempt: 'one' },
          { send_attempt: -1 },
          { send_attempt: 1.5 },
          { next_link: 'https://evil.example/' },
          { next_link: 'javascript:alert(1)' },
          { id_server: 'a'.repeat(256) },
          { id_server: ['a'] },
          { id_access_token: 'a\r\nb' },
          { id_access_token: '' },
        ]) {
          const answer = await call(homeserver(), 'POST', url, body(suitable, wrong));
          expect(answer.status, JSON.stringify(wrong)).to.equal(400);
          expect(answer.json(), JSON.stringify(wrong)).to.include({ errcode: 'M_INVALID_PARAM' });
        }
      });

      it('says 403 M_THREEPID_DENIED where no message may go', async () => {
        const framework = homeserver({}, { destinations: { deny: ['GB'] } });
        const answer = await call(framework, 'POST', url, body(suitable));
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([403, 'M_THREEPID_DENIED']);
        const other = homeserver();
        other.sms.answer = () =>
          Promise.resolve({ kind: 'rejected-destination', cause: new Error('opted out') });
        const rejected = await call(other, 'POST', url, body(suitable));
        expect([rejected.status, rejected.json()['errcode']]).to.deep.equal([403, 'M_THREEPID_DENIED']);
      });

      it('says M_SERVER_NOT_TRUSTED for an identity server that it does not know', async () => {
        const framework = homeserver();
        const answer = await call(framework, 'POST', url, body(suitable, { id_server: 'id.example.org' }));
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([400, 'M_SERVER_NOT_TRUSTED']);
        expect(framework.sms.messages).to.deep.equal([]);
      });

      it('takes null for a field that is not there', async () => {
        const nulls = { id_server: null, id_access_token: null, next_link: null };
        expect((await call(homeserver(), 'POST', url, body(suitable, nulls))).status).to.equal(200);
      });

      it('says M_NOT_JSON, M_BAD_JSON and M_TOO_LARGE', async () => {
        for (const [text, errcode] of [
          ['{', 'M_NOT_JSON'],
          ['[]', 'M_BAD_JSON'],
          [`"${'x'.repeat(70_000)}"`, 'M_TOO_LARGE'],
        ] as const) {
          const answer = await homeserver().threepid.handle({
            method: 'POST',
            path: url,
            query: '',
            headers: {},
            body: text,
            remoteAddress: undefined,
          });
          expect(JSON.parse(answer?.body ?? '')).to.include({ errcode });
        }
      });

      it('limits messages, and says for how long', async () => {
        const framework = homeserver({}, { limits: { perNumber: [{ messages: 1, windowMs: 60_000 }] } });
        await call(framework, 'POST', url, body(suitable));
        const answer = await call(framework, 'POST', url, body(suitable, { send_attempt: 2 }));
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
        expect(answer.json()['retry_after_ms']).to.equal(60_000);
        expect(answer.headers).to.include({ 'retry-after': '60' });
      });

      it('says 503 M_UNKNOWN and sends nothing while the accounts cannot be looked up', async () => {
        const framework = homeserver();
        framework.accounts.failure = Object.assign(new Error('the database is down'), { code: '57P03' });
        const answer = await call(framework, 'POST', url, body(suitable));
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([503, 'M_UNKNOWN']);
        expect(answer.body).not.to.include('database');
        expect(framework.sms.messages).to.deep.equal([]);
        const errors = framework.log.filter(({ level }) => level === 'error');
        expect(errors).to.have.length(1);
        expect(errors[0]?.fields['err']).to.include({ code: '57P03' });
      });

      it('is called from a browser of any origin', async () => {
        const options = await call(homeserver(), 'OPTIONS', url);
        expect(options.status).to.equal(204);
        expect(options.headers).to.include({ 'access-control-allow-origin': '*' });
        expect((await call(homeserver(), 'POST', url, {})).headers).to.include({
          'access-control-allow-origin': '*',
        });
      });

      it('answers 405 to other methods', async () => {
        const answer = await call(homeserver(), 'GET', url);
        expect([answer.status, answer.json()['errcode']]).to.deep.equal([405, 'M_UNRECOGNIZED']);
        const head = await call(homeserver(), 'HEAD', url);
        expect([head.status, head.headers['allow']]).to.deep.equal([405, 'POST, OPTIONS']);
      });
    });
  }
}

describe("the homeserver's side", () => {
  it("is the host's, without an account directory", async () => {
    const framework = createFramework();
    for (const path of [
      '/_matrix/client/v3/register/msisdn/requestToken',
      '/_matrix/client/v3/account/3pid',
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS'])
        expect(await handled(framework, method, path)).to.equal(false);
    }
    expect(framework.threepid.claims).to.deep.equal([{ path: '/_matrix/identity/*', methods: undefined }]);
  });

  it('leaves all other client-server paths to the host', async () => {
    const framework = homeserver();
    for (const path of [
      '/_matrix/client/v3/register',
      '/_matrix/client/v3/register/email/requestToken',
      '/_matrix/client/v3/account/3pid',
      '/_matrix/client/v3/account/3pid/add',
      '/_matrix/client/v3/account/3pid/bind',
      '/_matrix/client/v3/account/3pid/delete',
      '/_matrix/client/v3/account/password',
      '/_matrix/client/v3/sync',
      '/_matrix/client/versions',
      '/_matrix/client/r1/register/msisdn/requestToken',
      '/_matrix/client/v3/register/msisdn/requestToken/',
      '/_matrix/client/v3//register/msisdn/requestToken',
      '/_matrix/federation/v1/openid/userinfo',
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
        expect(await handled(framework, method, path), `${method} ${path}`).to.equal(false);
      }
    }
  });

  it('makes submit_url of the public URL alone, whatever the Host header says', async () => {
    const framework = homeserver({ publicUrl: 'https://example.org/below//' });
    const answer = await call(
      framework,
      'POST',
      '/_matrix/client/v3/register/msisdn/requestToken',
      body(freeNumber),
      { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    );
    expect(answer.json()['submit_url']).to.equal(
      'https://example.org/below/_matrix/identity/api/v1/validate/msisdn/submitToken',
    );
  });

  it('wants a public URL that is one', () => {
    for (const wrong of ['', 'example.org', 'ftp://example.org', '//example.org'])
      expect(() => homeserver({ publicUrl: wrong })).to.throw(TypeError, 'publicUrl');
  });

  it('takes forms too', async () => {
    const answer = await homeserver().threepid.handle({
      method: 'POST',
      path: '/_matrix/client/r0/register/msisdn/requestToken',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_secret=a&country=GB&phone_number=07400654321&send_attempt=1',
      remoteAddress: undefined,
    });
    expect(answer?.status).to.equal(200);
  });

  it('is there as methods', async () => {
    const { threepid } = homeserver();
    const number = { clientSecret: 'a.secret', phoneNumber: freeNumber, country: '', sendAttempt: 1 };
    const opened = await threepid.requestTokenForHomeserver({ ...number, purpose: 'register' });
    expect(opened).to.include({ submitUrl }).and.to.have.property('sid');
    const threePid = { medium: 'msisdn', address: takenNumber.slice(1) } as const;
    expect(await threepid.checkThreePidAvailability(threePid, 'add')).to.equal('in-use');
    expect(await threepid.checkThreePidAvailability(threePid, 'password')).to.equal('suitable');
  });

  it('can not be asked as methods without an account directory', async () => {
    const { threepid } = createFramework();
    const number = { clientSecret: 'a.secret', phoneNumber: freeNumber, country: '' };
    const calls = [
      () => threepid.requestTokenForHomeserver({ ...number, purpose: 'register' }),
      () => threepid.checkThreePidAvailability({ medium: 'msisdn', address: '1' }, 'add'),
      () => threepid.addThreePid({ userId: '@a:b', sid: 'a', clientSecret: 'b' }),
    ];
    for (const ask of calls) {
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('threepid:');
    }
  });
});

async function handled({ threepid }: TestFramework, method: string, path: string): Promise<boolean> {
  const request = { method, path, query: '', headers: {}, body: '{}', remoteAddress: undefined };
  return (await threepid.handle(request)) !== undefined;
}
