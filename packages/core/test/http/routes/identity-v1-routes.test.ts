import type { DelegateOptions, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';
import { TestAccounts } from '../../test-accounts.js';

const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const secret = 'a shared secret without end'.replaceAll(' ', '-');
const oneAnHour = { perNumber: [], perAddress: [{ messages: 1, windowMs: 3_600_000 }] };
const person = '203.0.113.7';

/** Who calls: from which address, with which headers. */
interface Caller {
  readonly remoteAddress: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function framework(delegates: DelegateOptions, more: Partial<ThreepidOptions> = {}): TestFramework {
  return createFramework({ limits: oneAnHour, delegates, ...more });
}

describe('the identity API v1', () => {
  const calls = [
    ['POST', '/validate/msisdn/requestToken'],
    ['POST', '/validate/msisdn/submitToken'],
    ['GET', '/validate/msisdn/submitToken'],
    ['GET', '/3pid/getValidated3pid'],
  ] as const;
  const v1 = '/_matrix/identity/api/v1';

  async function answers(subject: TestFramework, base: string, caller: Caller = { remoteAddress: person }) {
    const all = calls.map(([method, below]) =>
      call(
        subject,
        method,
        base + below,
        method === 'POST' ? {} : undefined,
        caller.headers,
        caller.remoteAddress,
      ),
    );
    return (await Promise.all(all)).map(({ status }) => status);
  }

  it('is open to everybody unless told', async () => {
    expect(await answers(framework({}), v1)).to.deep.equal([400, 400, 400, 400]);
  });

  it('answers a ping, by HEAD too', async () => {
    const [ping, head] = [await call(framework({}), 'GET', v1), await call(framework({}), 'HEAD', v1)];
    expect([ping.status, ping.body, head.status, head.body]).to.deep.equal([200, '{}', 200, '']);
  });

  it('can be switched off: no call, no ping, and no version of it', async () => {
    const subject = framework({}, { identityV1: { access: 'off' } });
    expect(await answers(subject, v1)).to.deep.equal([404, 404, 404, 404]);
    expect((await call(subject, 'GET', v1)).status).to.equal(404);
    const versions = await call(subject, 'GET', '/_matrix/identity/versions');
    expect(versions.json()).to.deep.equal({ versions: [] });
  });

  it('can be for delegates alone', async () => {
    const subject = framework(
      { addresses: ['192.0.2.1'], secrets: [secret] },
      { identityV1: { access: 'delegates' } },
    );
    expect(await answers(subject, v1)).to.deep.equal([403, 403, 403, 403]);
    expect(await answers(subject, v1, { remoteAddress: '192.0.2.1' })).to.deep.equal([400, 400, 400, 400]);
    const headers = { authorization: `Bearer ${secret}` };
    expect(await answers(subject, v1, { remoteAddress: person, headers })).to.deep.equal([
      400, 400, 400, 400,
    ]);
    const refused = await call(subject, 'POST', path, {}, {}, person);
    expect(refused.json()).to.deep.equal({
      errcode: 'M_FORBIDDEN',
      error: 'This server accepts these calls only from its homeserver',
    });
  });

  it('can lie behind a prefix, and nowhere else', async () => {
    const subject = framework({}, { identityV1: { pathPrefix: '/hard-to-guess' } });
    expect(await answers(subject, `/hard-to-guess${v1}`)).to.deep.equal([400, 400, 400, 400]);
    expect((await call(subject, 'GET', `/hard-to-guess${v1}`)).body).to.equal('{}');
    expect(await answers(subject, v1)).to.deep.equal([404, 404, 404, 404]);
    expect(subject.threepid.claims.map((claim) => claim.path)).to.include(
      '/hard-to-guess/_matrix/identity/api/v1/validate/msisdn/requestToken',
    );
  });

  it('has its fences and its limits behind a base URL with a slash at its end too', async () => {
    const fenced = framework({ addresses: ['192.0.2.1'] }, { identityV1: { access: 'delegates' } });
    expect(await answers(fenced, `/${v1}`)).to.deep.equal([403, 403, 403, 403]);
    expect(await answers(fenced, `/${v1}`, { remoteAddress: '192.0.2.1' })).to.deep.equal([
      400, 400, 400, 400,
    ]);
    const prefixed = framework({}, { identityV1: { pathPrefix: '/hard-to-guess' } });
    expect(await answers(prefixed, `/hard-to-guess/${v1}`)).to.deep.equal([400, 400, 400, 400]);
    expect(await answers(prefixed, `/${v1}`)).to.deep.equal([404, 404, 404, 404]);
    const subject = framework({});
    const body = { client_secret: 'a', country: '', phone_number: '+447400123456', send_attempt: 1 };
    const other = { ...body, phone_number: '+447400123457' };
    expect((await call(subject, 'POST', path, body, {}, person)).status).to.equal(200);
    expect((await call(subject, 'POST', `//${path}`, other, {}, person)).status).to.equal(429);
  });

  it('is for somebody, if it is for delegates', () => {
    for (const delegates of [{}, { addresses: [], secrets: [] }]) {
      const make = () => framework(delegates, { identityV1: { access: 'delegates' } });
      expect(make).to.throw(TypeError, /nobody.*delegates.*addresses.*secrets/);
    }
  });

  it('needs a prefix that is one', () => {
    for (const pathPrefix of ['secret', '/', '/a/', '/a b', '/a?b', '//a', '/a/*'])
      expect(() => framework({}, { identityV1: { pathPrefix } }), pathPrefix).to.throw(TypeError, 'prefix');
  });

  it("still takes codes at the submit_url of the homeserver's side, whatever the fence", async () => {
    const accountDirectory = new TestAccounts();
    const homeserver = { publicUrl: 'https://matrix.example.org' };
    for (const identityV1 of [
      { access: 'off' },
      { access: 'delegates' },
      { pathPrefix: '/hard-to-guess' },
    ] as const) {
      const subject = framework({ addresses: ['192.0.2.1'] }, { accountDirectory, homeserver, identityV1 });
      const opened = await call(subject, 'POST', '/_matrix/client/v3/register/msisdn/requestToken', {
        client_secret: 'a',
        country: '',
        phone_number: '+447400654321',
        send_attempt: 1,
      });
      const { sid, submit_url } = opened.json();
      const submitted = await call(subject, 'POST', new URL(String(submit_url)).pathname, {
        sid,
        client_secret: 'a',
        token: subject.lastCode(),
      });
      expect(submitted.body, JSON.stringify(identityV1)).to.equal('{"success":true}');
      expect((await answers(subject, v1))[0]).to.be.oneOf([403, 404]);
      const wrong = await call(subject, 'DELETE', new URL(String(submit_url)).pathname);
      expect([wrong.status, wrong.headers['allow']]).to.deep.equal([405, 'POST, GET, OPTIONS']);
    }
  });
});

describe('a code that will not do, on v1', () => {
  const submitPath = '/_matrix/identity/api/v1/validate/msisdn/submitToken';
  const homeserver = '192.0.2.1';
  const refusals = {
    M_TOKEN_INCORRECT: { status: 400, client_secret: 'a.secret', after: 0 },
    M_SESSION_EXPIRED: { status: 400, client_secret: 'a.secret', after: 600_000 },
    M_NO_VALID_SESSION: { status: 404, client_secret: 'another.secret', after: 0 },
  };

  for (const [errcode, { status, client_secret, after }] of Object.entries(refusals)) {
    it(`is answered 200 success: false to a delegate, and to others ${status}: ${errcode}`, async () => {
      const subject = framework({ addresses: [homeserver], secrets: [secret] });
      const sid = await opened(subject);
      subject.clock.advance(after);
      const body = { sid, client_secret, token: '000' };
      const others = await call(subject, 'POST', submitPath, body, {}, person);
      expect(others).to.deep.include({ status });
      expect(others.json()).to.have.all.keys('errcode', 'error').and.include({ errcode });
      const headers = { authorization: `Bearer ${secret}` };
      for (const delegate of [
        await call(subject, 'POST', submitPath, body, {}, homeserver),
        await call(subject, 'POST', submitPath, body, headers, person),
      ]) {
        expect(delegate).to.deep.include({ status: 200, headers: others.headers });
        expect(delegate.json()).to.deep.equal({ success: false, ...others.json() });
      }
    });
  }

  it('is answered by the page in its own way, and other errors are as ever', async () => {
    const subject = framework({ addresses: [homeserver] });
    const query = new URLSearchParams({ sid: 'unknown', client_secret: 'a.secret', token: '000000' });
    const page = await call(subject, 'GET', `${submitPath}?${query.toString()}`, undefined, {}, homeserver);
    expect(page.status).to.equal(404);
    expect(page.headers['content-type']).to.include('text/html');
    const missing = await call(subject, 'POST', submitPath, { sid: 'a' }, {}, homeserver);
    expect([missing.status, missing.json()['errcode']]).to.deep.equal([400, 'M_MISSING_PARAMS']);
    const invalid = { sid: 'a', client_secret: 'not a secret', token: '000000' };
    const refused = await call(subject, 'POST', submitPath, invalid, {}, homeserver);
    expect([refused.status, refused.json()['errcode']]).to.deep.equal([400, 'M_INVALID_PARAM']);
  });

  it('is answered so at the submit_url too', async () => {
    const options = {
      accountDirectory: new TestAccounts(),
      homeserver: { publicUrl: 'https://matrix.example.org' },
    };
    const subject = framework({ addresses: [homeserver] }, options);
    const body = { sid: 'unknown', client_secret: 'a.secret', token: '000000' };
    const answered = await call(subject, 'POST', submitPath, body, {}, homeserver);
    expect(answered.json()).to.include({ success: false, errcode: 'M_NO_VALID_SESSION' });
    expect((await call(subject, 'POST', submitPath, body, {}, person)).status).to.equal(404);
  });

  async function opened(subject: TestFramework): Promise<unknown> {
    const body = { client_secret: 'a.secret', country: '', phone_number: '+447400123456', send_attempt: 1 };
    return (await call(subject, 'POST', path, body, {}, homeserver)).json()['sid'];
  }
});
