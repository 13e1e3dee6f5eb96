import { createCors, type CorsOption } from '@threepid/core';
import { expect } from 'chai';
import { call, createFramework, type TestFramework } from '../../framework.js';

const v1 = '/_matrix/identity/api/v1';
const requestToken = `${v1}/validate/msisdn/requestToken`;
const submitToken = `${v1}/validate/msisdn/submitToken`;
const app = 'https://app.example.org';
const stranger = 'https://evil.example';
const asked = { client_secret: 'a', country: '', phone_number: '+447400123456', send_attempt: 1 };

/** A call of each kind of answer: a success, a preflight, errors, the page and a redirect's status. */
const calls: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/_matrix/identity/versions'],
  ['OPTIONS', requestToken],
  ['POST', requestToken],
  ['PUT', requestToken],
  ['GET', '/_matrix/identity/nothing'],
  ['GET', submitToken],
  ['HEAD', '/_matrix/identity/versions'],
];

/** The headers of CORS in an answer to each call. */
async function corsOf(subject: TestFramework, origin?: string) {
  const headers = origin === undefined ? {} : { origin };
  const answers = calls.map(([method, path]) => call(subject, method, path, undefined, headers));
  return (await Promise.all(answers)).map((answer) =>
    Object.fromEntries(
      Object.entries(answer.headers).filter(([name]) => /^access-control-allow-origin$|^vary$/.test(name)),
    ),
  );
}

/** The same headers for every call; the page varies by language too. */
function each(headers: Readonly<Record<string, string>>) {
  const vary = ['Accept-Language', headers['vary']].filter((name) => name !== undefined).join(', ');
  return calls.map(([, path], index) =>
    path === submitToken && calls[index]?.[0] === 'GET' ? { ...headers, vary } : headers,
  );
}

describe('the cors option', () => {
  it("is '*' unless given: every answer is for every origin", async () => {
    for (const subject of [createFramework(), createFramework({ cors: '*' })]) {
      for (const origin of [undefined, app, stranger])
        expect(await corsOf(subject, origin)).to.deep.equal(each({ 'access-control-allow-origin': '*' }));
    }
  });

  it('as a list names the origin to those on it alone, and says to caches that answers vary', async () => {
    const subject = createFramework({ cors: ['https://other.example', app, 'capacitor://localhost'] });
    for (const origin of [app, 'capacitor://localhost']) {
      const named = each({ 'access-control-allow-origin': origin, vary: 'Origin' });
      expect(await corsOf(subject, origin)).to.deep.equal(named);
    }
    const strangers = [
      undefined,
      stranger,
      'null',
      `${app}:8443`,
      `${app}.evil.example`,
      app.toUpperCase(),
      '*',
    ];
    for (const origin of strangers)
      expect(await corsOf(subject, origin), origin).to.deep.equal(each({ vary: 'Origin' }));
  });

  it('gives a listed origin all that a preflight asks for', async () => {
    const preflight = async (cors: CorsOption) =>
      (await call(createFramework({ cors }), 'OPTIONS', requestToken, undefined, { origin: app })).headers;
    const open = await preflight('*');
    expect(open).to.deep.equal({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
      'access-control-allow-headers': 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
      'access-control-expose-headers': 'Retry-After',
    });
    expect(await preflight([app])).to.deep.equal({
      ...open,
      'access-control-allow-origin': app,
      vary: 'Origin',
    });
  });

  it('as false sends none of them', async () => {
    const subject = createFramework({ cors: false });
    expect(await corsOf(subject, app)).to.deep.equal(each({}));
    const opened = await call(subject, 'POST', requestToken, asked, { origin: stranger });
    expect(opened.status).to.equal(200);
  });

  it('as a list lets no page of another origin spend a message, also by a form, which has no preflight', async () => {
    const subject = createFramework({ cors: [app] });
    for (const origin of [stranger, 'null', 'https://id.example.org.evil.example']) {
      const headers = { origin, host: 'id.example.org', 'content-type': 'text/plain' };
      const refused = await call(subject, 'POST', requestToken, asked, headers);
      expect(refused.status).to.equal(403);
      expect(refused.json()).to.deep.equal({
        errcode: 'M_FORBIDDEN',
        error: 'Web pages of this origin may not call this server',
      });
    }
    expect(subject.sms.messages).to.have.length(0);
    const open = createFramework();
    expect((await call(open, 'POST', requestToken, asked, { origin: stranger })).status).to.equal(200);
  });

  it('as a list serves its own pages, the listed ones, and callers that are no web page', async () => {
    for (const headers of [
      {},
      { origin: app, host: 'id.example.org' },
      { origin: 'https://id.example.org', host: 'id.example.org' },
      { origin: 'http://127.0.0.1:8090', host: '127.0.0.1:8090' },
    ]) {
      const subject = createFramework({ cors: [app] });
      const opened = await call(subject, 'POST', requestToken, asked, headers);
      expect(opened.status, JSON.stringify(headers)).to.equal(200);
    }
  });

  it('as a list takes for its own page none of a caller that names no host', async () => {
    const headers = { origin: 'https://undefined' };
    const refused = await call(createFramework({ cors: [app] }), 'POST', requestToken, asked, headers);
    expect(refused.status).to.equal(403);
  });

  it('as a list refuses no reading: the browser hides the answer', async () => {
    const headers = { origin: stranger, host: 'id.example.org' };
    const path = '/_matrix/identity/versions';
    const read = await call(createFramework({ cors: [app] }), 'GET', path, undefined, headers);
    expect(read.status).to.equal(200);
  });

  it('gives answers headers that nobody can change for later ones', async () => {
    for (const cors of ['*', [app], false] as const) {
      const { headers } = await call(createFramework({ cors }), 'GET', '/_matrix/identity/versions');
      expect(Object.isFrozen(headers)).to.equal(true);
    }
  });

  it('takes an empty list for no origin but its own', async () => {
    expect(await corsOf(createFramework({ cors: [] }), app)).to.deep.equal(each({ vary: 'Origin' }));
  });

  it('refuses what no browser calls an origin, and says what to write', () => {
    for (const origin of [
      '*',
      'app.example.org',
      `${app}/`,
      `${app}/path`,
      'https://App.example.org',
      'https://app.example.org:443',
      'https://user@app.example.org',
      'https://*.example.org',
      'Capacitor://localhost',
      'capacitor://localhost/path',
      'null',
      '',
    ]) {
      expect(() => createFramework({ cors: [origin] }), origin).to.throw(TypeError, /write https:\/\//);
    }
  });

  it("is not asked for the calls that are the host's", async () => {
    const { threepid } = createFramework({ cors: [app] });
    const headers = { origin: stranger };
    const request = {
      method: 'POST',
      path: '/mine',
      query: '',
      headers,
      body: undefined,
      remoteAddress: undefined,
    };
    expect(await threepid.handle(request)).to.equal(undefined);
    expect(createCors([app]).headersFor([app, app])).to.deep.equal({ vary: 'Origin' });
  });
});
