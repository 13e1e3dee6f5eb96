import { expect } from 'chai';
import { ServerProcess } from '../server-process.js';
import {
  call,
  expectConforming,
  expectValid,
  errorOf,
  jsonOf,
  type CheckedAnswer,
} from './conformance-check.js';
import { ConformanceHost, takenNumber, tokens } from './conformance-host.js';
import { officialCalls, officialSchema, officialTexts, type OfficialCall } from './official-texts.js';
import { specChangeCall } from './spec-change.js';

const errors = 'client-server/definitions/errors/error.yaml';
const day = 86_400_000;

/** The editions of the identity API: the place of their texts, and the token that they require. */
const editions = [
  {
    name: 'identity API v1 (2021)',
    phone: 'identity-v1/phone_associations.yaml',
    associations: 'identity-v1/associations.yaml',
    ping: 'identity-v1/ping.yaml',
    token: undefined,
  },
  {
    name: 'identity API v2',
    phone: 'identity/v2_phone_associations.yaml',
    associations: 'identity/v2_associations.yaml',
    ping: 'identity/v2_ping.yaml',
    token: tokens.user,
  },
];

describe('the official texts', function () {
  let host: ConformanceHost;
  let errorSchema: object;
  let secrets = 0;

  before(async function () {
    if (officialTexts === undefined) {
      console.log('    ../shared/spec does not exist: nothing to compare with');
      this.skip();
    }
    errorSchema = officialSchema(errors);
    host = await ConformanceHost.start();
  });
  after(() => (officialTexts === undefined ? undefined : host.close()));
  beforeEach(() => {
    host.result = { kind: 'sent', messageId: '1' };
    host.advance = 0;
  });

  const texts = (file: string, method: string, end: string): OfficialCall => {
    const found = officialCalls(file).find((one) => one.method === method && one.path.endsWith(end));
    if (found === undefined) throw new Error(`${file} has no ${method} ${end}`);
    return found;
  };
  /** A number and a client secret that no other test has used. */
  const fresh = (): { client_secret: string; phone_number: string; country: string } => {
    secrets += 1;
    return { client_secret: `secret.${secrets}`, country: 'GB', phone_number: `07400 ${100_000 + secrets}` };
  };

  for (const edition of editions) {
    describe(edition.name, () => {
      const of = (file: keyof typeof edition, method: string, end: string) =>
        texts(String(edition[file]), method, end);
      const requestToken = () => of('phone', 'POST', '/validate/msisdn/requestToken');
      const submitToken = () => of('phone', 'POST', '/validate/msisdn/submitToken');
      const page = () => of('phone', 'GET', '/validate/msisdn/submitToken');
      const validated = () => of('associations', 'GET', '/3pid/getValidated3pid');
      const ask = (
        official: OfficialCall,
        options: Parameters<typeof call>[2] = {},
      ): Promise<CheckedAnswer> => call(host.url, official, { token: edition.token, ...options });
      const open = async (): Promise<{ sid: string; client_secret: string }> => {
        const body = { ...fresh(), send_attempt: 1, next_link: undefined };
        const answer = await ask(requestToken(), { body });
        expect(answer.status, answer.text).to.equal(200);
        return { sid: String(jsonOf(answer)['sid']), client_secret: body.client_secret };
      };
      const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

      it('accepts the example request unchanged, and answers as the text says', async () => {
        const official = requestToken();
        const body = { ...official.example, next_link: 'https://example.org/congratulations.html' };
        expect(official.example).to.include({
          client_secret: 'monkeys_are_GREAT',
          phone_number: '07700900001',
        });
        const answer = await ask(official, { body });
        expect(answer.status, answer.text).to.equal(200);
        expectConforming(official, answer, errorSchema);
        expect(jsonOf(answer)['sid']).to.match(/^[0-9a-zA-Z.=_-]{1,255}$/);
      });

      it('answers a right code as the text says', async () => {
        const session = await open();
        const answer = await ask(submitToken(), { body: { ...session, token: host.code } });
        expect(answer.status).to.equal(200);
        expectConforming(submitToken(), answer, errorSchema);
        expect(jsonOf(answer)).to.deep.equal(submitToken().responses['200']?.examples[0]);
      });

      it('answers the example of submitToken, which has an unknown session, with an error of the protocol', async () => {
        const answer = await ask(submitToken(), { body: submitToken().example });
        expect(errorOf(answer)).to.deep.equal([404, 'M_NO_VALID_SESSION']);
        expectConforming(submitToken(), answer, errorSchema);
      });

      it('requires each parameter that the text requires', async () => {
        for (const official of [requestToken(), submitToken()]) {
          const { required } = official.body as { readonly required: readonly string[] };
          expect(required).to.have.length.at.least(3);
          for (const name of required) {
            const answer = await ask(official, { body: without(official.example, name) });
            // On v1 send_attempt may be missing, as in 2018.
            if (name === 'send_attempt' && edition.token === undefined) continue;
            expect(errorOf(answer), name).to.deep.equal([400, 'M_MISSING_PARAMS']);
            expectConforming(official, answer, errorSchema);
          }
        }
      });

      const refusals: Readonly<Record<string, () => Promise<CheckedAnswer>>> = {
        M_INVALID_ADDRESS: () =>
          ask(requestToken(), { body: { ...fresh(), send_attempt: 1, phone_number: '12' } }),
        M_SEND_ERROR: () => {
          host.result = { kind: 'refused', cause: new Error('no balance') };
          return ask(requestToken(), { body: { ...fresh(), send_attempt: 1 } });
        },
        M_DESTINATION_REJECTED: () => {
          host.result = { kind: 'rejected-destination', cause: new Error('opted out') };
          return ask(requestToken(), { body: { ...fresh(), send_attempt: 1 } });
        },
        M_TOKEN_INCORRECT: async () => {
          const session = await open();
          return ask(submitToken(), { body: { ...session, token: wrongOf(host.code) } });
        },
        M_INVALID_PARAM: () =>
          ask(submitToken(), { body: { ...submitToken().example, client_secret: 'a secret' } }),
        M_SESSION_EXPIRED: async () => {
          const session = await open();
          host.advance = day / 24;
          return ask(submitToken(), { body: { ...session, token: host.code } });
        },
      };

      it('answers with every errcode that the text names, in the form of the text', async () => {
        for (const official of [requestToken(), submitToken()]) {
          for (const errcode of official.responses['400']?.errcodes ?? []) {
            const refuse = refusals[errcode];
            if (refuse === undefined)
              throw new Error(`${official.path}: the text names ${errcode}; no test does`);
            const answer = await refuse();
            host.result = { kind: 'sent', messageId: '1' };
            host.advance = 0;
            expect(errorOf(answer)).to.deep.equal([400, errcode]);
            expectConforming(official, answer, errorSchema);
          }
        }
      });

      it('shows a person a page, or sends them to the next_link, or says that it failed', async () => {
        const session = await open();
        const failed = await ask(page(), { query: { ...session, token: wrongOf(host.code) } });
        const done = await ask(page(), { query: { ...session, token: host.code } });
        const secret = fresh();
        const body = { ...secret, send_attempt: 1, next_link: 'https://example.org/congratulations.html' };
        const linked = { sid: String(jsonOf(await ask(requestToken(), { body }))['sid']), token: host.code };
        const sent = await ask(page(), { query: { ...linked, client_secret: secret.client_secret } });
        expect([failed.status, done.status, sent.status]).to.deep.equal([400, 200, 302]);
        expect(Object.keys(page().responses)).to.include.members(['200', '3XX', '4XX']);
        for (const answer of [failed, done]) expect(answer.contentType).to.match(/^text\/html/);
        expect(Object.keys(page().query)).to.have.members(['sid', 'client_secret', 'token']);
      });

      it('reports what a session validated, as the text says', async () => {
        const session = await open();
        const pending = await ask(validated(), { query: session });
        await ask(submitToken(), { body: { ...session, token: host.code } });
        const done = await ask(validated(), { query: session });
        const unknown = await ask(validated(), { query: validated().query });
        expect(done.status).to.equal(200);
        expect(errorOf(pending)).to.deep.equal([400, 'M_SESSION_NOT_VALIDATED']);
        expect(errorOf(unknown)).to.deep.equal([404, 'M_NO_VALID_SESSION']);
        for (const answer of [pending, done, unknown]) expectConforming(validated(), answer, errorSchema);
      });

      it('answers M_SESSION_EXPIRED for a session whose codes were used up', async () => {
        const session = await open();
        const token = wrongOf(host.code);
        for (let guess = 0; guess < 5; guess += 1) await ask(submitToken(), { body: { ...session, token } });
        const answer = await ask(validated(), { query: session });
        expect(validated().responses['400']?.errcodes).to.include('M_SESSION_EXPIRED');
        expect(errorOf(answer)).to.deep.equal([400, 'M_SESSION_EXPIRED']);
        expectConforming(validated(), answer, errorSchema);
      });

      it('answers a ping', async () => {
        const [ping] = officialCalls(edition.ping);
        if (ping === undefined) throw new Error('no ping');
        const answer = await call(host.url, ping);
        expectConforming(ping, answer, errorSchema);
        expect(jsonOf(answer)).to.deep.equal({});
      });

      it('answers a request over its limit in the form of limits', async () => {
        const number = fresh();
        const statuses: CheckedAnswer[] = [];
        for (let attempt = 1; attempt <= 6; attempt += 1) {
          statuses.push(await ask(requestToken(), { body: { ...number, send_attempt: attempt } }));
        }
        const last = statuses.at(-1);
        if (last === undefined) throw new Error('no answer');
        expect(errorOf(last)).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
        expectValid(officialSchema('client-server/definitions/errors/rate_limited.yaml'), jsonOf(last));
        expect(jsonOf(last)['retry_after_ms']).to.be.a('number').above(0);
      });
    });
  }

  describe('identity API v2, tokens', () => {
    it('answers 403 M_TERMS_NOT_SIGNED and 401 M_UNAUTHORIZED in the form of errors', async () => {
      const official = texts('identity/v2_phone_associations.yaml', 'POST', '/validate/msisdn/requestToken');
      const unsigned = await call(host.url, official, { body: official.example, token: tokens.unsigned });
      const without = await call(host.url, official, { body: official.example });
      expect(errorOf(unsigned)).to.deep.equal([403, 'M_TERMS_NOT_SIGNED']);
      expect(errorOf(without)).to.deep.equal([401, 'M_UNAUTHORIZED']);
      for (const answer of [unsigned, without]) expectConforming(official, answer, errorSchema);
    });
  });

  it('answers versions', async () => {
    const [versions] = officialCalls('identity/versions.yaml');
    if (versions === undefined) throw new Error('no versions');
    const answer = await call(host.url, versions);
    expect(answer.status).to.equal(200);
    expectConforming(versions, answer, errorSchema);
    for (const version of jsonOf(answer)['versions'] as readonly string[]) {
      expect(version).to.match(/^(r\d+\.\d+\.\d+|v\d+\.\d+)$/);
    }
  });

  describe('client-server API', () => {
    const calls = [
      [
        'client-server/registration.yaml',
        '/register/msisdn/requestToken',
        '07400 999999',
        'M_THREEPID_IN_USE',
      ],
      [
        'client-server/administrative_contact.yaml',
        '/account/3pid/msisdn/requestToken',
        '07400 999999',
        'M_THREEPID_IN_USE',
      ],
      [
        'client-server/password_management.yaml',
        '/account/password/msisdn/requestToken',
        '07400 999998',
        'M_THREEPID_NOT_FOUND',
      ],
    ] as const;

    for (const [file, end, refused, errcode] of calls) {
      const known = end.includes('password');
      const suitable = () => (known ? { ...fresh(), phone_number: `+${takenNumber}` } : fresh());

      it(`${end}: accepts the text's parameters, and answers as it says`, async () => {
        const official = texts(file, 'POST', end);
        const body = { ...official.example, ...suitable(), next_link: undefined };
        expect(official.example).to.include.keys('id_server', 'phone_number');
        const answer = await call(host.url, official, { body });
        expect(answer.status, answer.text).to.equal(200);
        expectConforming(official, answer, errorSchema);
        const submitUrl = String(jsonOf(answer)['submit_url']);
        expect(submitUrl).to.match(/^https:\/\/example\.org\/.*\/validate\/msisdn\/submitToken$/);
      });

      it(`${end}: refuses as the text says`, async () => {
        const official = texts(file, 'POST', end);
        const own = await call(host.url, official, {
          body: { ...fresh(), send_attempt: 1, phone_number: refused },
        });
        const named = { ...suitable(), send_attempt: 1, id_server: 'evil.example.com', id_access_token: 'a' };
        const untrusted = await call(host.url, official, { body: named });
        expect(errorOf(own)).to.deep.equal([400, errcode]);
        expect(errorOf(untrusted)).to.deep.equal([400, 'M_SERVER_NOT_TRUSTED']);
        expect(official.errcodes).to.include.members([errcode, 'M_SERVER_NOT_TRUSTED']);
        for (const answer of [own, untrusted]) expectConforming(official, answer, errorSchema);
      });

      it(`${end}: requires each parameter that the text requires`, async () => {
        const official = texts(file, 'POST', end);
        const body = { ...fresh(), send_attempt: 1 };
        for (const name of Object.keys(body)) {
          const answer = await call(host.url, official, { body: without(body, name) });
          expect(errorOf(answer), name).to.deep.equal([400, 'M_MISSING_PARAM']);
          expectConforming(official, answer, errorSchema);
        }
      });
    }

    it('lists the phone numbers and email addresses of an account', async () => {
      const official = texts('client-server/administrative_contact.yaml', 'GET', '/account/3pid');
      const answer = await call(host.url, official, { token: tokens.user });
      expect(answer.status).to.equal(200);
      expectConforming(official, answer, errorSchema);
      const media = (jsonOf(answer)['threepids'] as readonly { readonly medium: string }[]).map(
        ({ medium }) => medium,
      );
      expect(media).to.have.members(['email', 'msisdn']);
    });
  });

  describe('the change of 2018', () => {
    const identity = '/_matrix/identity/api/v1';
    const post = (path: string, body: unknown) => call(host.url, { method: 'POST', path }, { body });

    it('has its example answered, and its parameters required, except send_attempt', async () => {
      const { path, required, example } = specChangeCall('/validate/msisdn/requestToken');
      expect(required).to.deep.equal(['client_secret', 'country', 'phone_number']);
      const opened = await post(identity + path, { ...example, client_secret: 'of-2018' });
      expect([opened.status, typeof jsonOf(opened)['sid']], opened.text).to.deep.equal([200, 'string']);
      const unnumbered = without({ ...example, ...fresh() }, 'send_attempt');
      expect((await post(identity + path, unnumbered)).status).to.equal(200);
      for (const name of required) {
        const body = without(example, name);
        expect(errorOf(await post(identity + path, body)), name).to.deep.equal([400, 'M_MISSING_PARAMS']);
      }
    });

    it('has submitToken answered with success', async () => {
      const { path, required, example } = specChangeCall('/validate/msisdn/submitToken');
      expect(required).to.deep.equal(['sid', 'client_secret', 'token']);
      expect(Object.keys({ ...example })).to.deep.equal(required);
      const { client_secret, ...number } = fresh();
      const opened = await post(`${identity}/validate/msisdn/requestToken`, { ...number, client_secret });
      const body = { sid: jsonOf(opened)['sid'], client_secret, token: host.code };
      expect(jsonOf(await post(identity + path, body))).to.deep.equal({ success: true });
    });

    it("has the homeserver's calls on r0", async () => {
      const { path, required } = specChangeCall('/register/msisdn/requestToken');
      expect(required).to.deep.equal(['client_secret', 'country', 'phone_number', 'send_attempt']);
      const body = { ...fresh(), send_attempt: 1 };
      const opened = await post(`/_matrix/client/r0${path}`, body);
      expect(opened.status, opened.text).to.equal(200);
      for (const name of required) {
        const answer = await post(`/_matrix/client/r0${path}`, without(body, name));
        expect(errorOf(answer), name).to.deep.equal([400, 'M_MISSING_PARAM']);
      }
    });
  });

  it('are followed by the stand-alone server, from the request to the validated number', async () => {
    const server = new ServerProcess({});
    try {
      const base = await server.url();
      const phone = officialCalls('identity-v1/phone_associations.yaml');
      const [requestToken, submitToken] = phone.filter(({ method }) => method === 'POST');
      const validated = texts('identity-v1/associations.yaml', 'GET', '/3pid/getValidated3pid');
      if (requestToken === undefined || submitToken === undefined) throw new Error('calls are missing');
      const body = without(requestToken.example, 'next_link');
      const opened = await call(base, requestToken, { body });
      const session = { sid: String(jsonOf(opened)['sid']), client_secret: 'monkeys_are_GREAT' };
      const submitted = await call(base, submitToken, { body: { ...session, token: await server.code() } });
      const read = await call(base, validated, { query: session });
      expect([opened.status, submitted.status, read.status]).to.deep.equal([200, 200, 200]);
      expectConforming(requestToken, opened, errorSchema);
      expectConforming(submitToken, submitted, errorSchema);
      expectConforming(validated, read, errorSchema);
    } finally {
      await server.kill();
    }
  });
});

function without(fields: Readonly<Record<string, unknown>> | undefined, name: string) {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => key !== name));
}
