import { expect } from 'chai';
import {
  bearing,
  clientSecret,
  get,
  openSession,
  postForm,
  postJson,
  requestTokenFields,
  session,
  submitTokenPath,
  v2,
} from './calls.js';
import { contractFacts } from './contract-threepid.js';
import { expectJson, json, matrixError, methodNotAllowed, noContent, page } from './expectations.js';
import type { HttpCall } from './http-call.js';
import { row, type HttpScenario, type HttpSection } from './http-scenario.js';

const requestToken = `${v2}/validate/msisdn/requestToken`;
const submitToken = `${v2}/validate/msisdn/submitToken`;
const getValidated = `${v2}/3pid/getValidated3pid`;
const account = `${v2}/account`;
const terms = `${v2}/terms`;
const { alice, newcomer } = contractFacts.tokens;

const unauthorized = matrixError(401, 'M_UNAUTHORIZED');

/** The calls that need a token. */
const protectedCalls: Readonly<Record<string, HttpCall>> = {
  requestToken: postJson(requestToken, {
    client_secret: clientSecret,
    country: 'GB',
    phone_number: '07400000000',
    send_attempt: 1,
  }),
  submitToken: postJson(submitToken, session('abc', { token: '123456' })),
  getValidated3pid: get(getValidated, session('abc')),
  account: get(account),
};

const authentication: readonly HttpScenario[] = Object.entries(protectedCalls).flatMap(([name, call]) => [
  row(`${name} without a token`, call, unauthorized),
  row(`${name} with a token that nobody knows`, bearing('unknown', call), unauthorized),
  row(`${name} with a token in the query`, inQuery(call), unauthorized),
  row(
    `${name} of who did not agree to the terms`,
    bearing(newcomer, call),
    matrixError(403, 'M_TERMS_NOT_SIGNED'),
  ),
  {
    name: `${name} while tokens can't be checked`,
    run: async (conversation) => {
      await conversation.play({ accounts: 'down' });
      matrixError(503, 'M_UNKNOWN')(await conversation.send(bearing(alice, call)));
    },
  },
]);

function inQuery(call: HttpCall): HttpCall {
  return { ...call, target: `${call.target}${call.target.includes('?') ? '&' : '?'}access_token=${alice}` };
}

const headers: readonly HttpScenario[] = (
  [
    ['in lower case', `bearer ${alice}`, 200],
    ['with two spaces', `Bearer  ${alice}`, 200],
    ['without a scheme', alice, 401],
    ['by another scheme', `Basic ${alice}`, 401],
    ['with something behind it', `Bearer ${alice} x`, 401],
    ['of nothing', 'Bearer ', 401],
    ['of 2,000 characters', `Bearer ${'a'.repeat(2_000)}`, 401],
    ['of Latin letters', 'Bearer \u00e9\u00e8', 401],
  ] as const
).map(([name, value, status]) =>
  row(`a bearer token ${name}`, get(account, {}, { Authorization: value }), (answer) => {
    expectJson(answer, status);
  }),
);

const flow: readonly HttpScenario[] = [
  {
    name: 'a number, from requestToken to getValidated3pid',
    run: async (conversation) => {
      const number = conversation.number();
      const opened = await conversation.send(
        bearing(alice, postJson(requestToken, requestTokenFields(number))),
      );
      const { sid, ...rest } = expectJson(opened, 200);
      expect(rest).to.deep.equal({ success: true, msisdn: number.msisdn, intl_fmt: number.international });
      const fields = session(String(sid), { token: await conversation.code(number) });
      json(200, { success: true })(await conversation.send(bearing(alice, postForm(submitToken, fields))));
      json(200, { medium: 'msisdn', address: number.msisdn, validated_at: conversation.now })(
        await conversation.send(bearing(alice, get(getValidated, session(String(sid))))),
      );
    },
  },
  {
    name: 'a session of v1 is one of v2, and the other way round',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const again = await conversation.send(
        bearing(alice, postJson(requestToken, requestTokenFields(number, { send_attempt: 2 }))),
      );
      expect(expectJson(again, 200)['sid']).to.equal(sid);
      const fields = session(sid, { token: await conversation.code(number) });
      expectJson(await conversation.send(postJson(submitTokenPath, fields)), 200);
    },
  },
  {
    name: 'requestToken wants send_attempt',
    run: async (conversation) => {
      const body = requestTokenFields(conversation.number(), { send_attempt: undefined });
      matrixError(
        400,
        'M_MISSING_PARAMS',
      )(await conversation.send(bearing(alice, postJson(requestToken, body))));
    },
  },
  row(
    'the page of submitToken without a token',
    get(submitToken, session('abc', { token: '123456' })),
    page(401),
  ),
  row(
    'the page of submitToken',
    bearing(alice, get(submitToken, session('abc', { token: '123456' }))),
    page(404),
  ),
  row('account', bearing(alice, get(account)), json(200, { user_id: '@alice:example.org' })),
  row('account by HEAD', bearing(alice, { method: 'HEAD', target: account }), (answer) => {
    expect([answer.status, answer.body]).to.deep.equal([200, '']);
  }),
  row('account by POST', postJson(account, {}), methodNotAllowed('GET, HEAD, OPTIONS')),
  row('OPTIONS of account', { method: 'OPTIONS', target: account }, noContent),
  row(
    'account/register, where the host issues the tokens',
    postJson(`${account}/register`, {}),
    matrixError(404, 'M_UNRECOGNIZED'),
  ),
  row(
    'account/logout, where the host issues the tokens',
    postJson(`${account}/logout`, {}),
    matrixError(404, 'M_UNRECOGNIZED'),
  ),
];

const policies = {
  policies: {
    terms_of_service: { version: '1.0', en: { name: 'Terms of service', url: contractFacts.termsUrl } },
  },
};

const termsScenarios: readonly HttpScenario[] = [
  row('the terms, without a token', get(terms), json(200, policies)),
  row('agreeing without a token', postJson(terms, { user_accepts: [contractFacts.termsUrl] }), unauthorized),
  row(
    'agreeing to nothing that is said',
    bearing(newcomer, postJson(terms, {})),
    matrixError(400, 'M_MISSING_PARAMS'),
  ),
  row(
    'agreeing to what is no list',
    bearing(newcomer, postJson(terms, { user_accepts: contractFacts.termsUrl })),
    matrixError(400, 'M_INVALID_PARAM'),
  ),
  row(
    'agreeing to a list of numbers',
    bearing(newcomer, postJson(terms, { user_accepts: [1] })),
    matrixError(400, 'M_INVALID_PARAM'),
  ),
  row(
    'agreeing to 101 URLs',
    bearing(newcomer, postJson(terms, { user_accepts: Array.from({ length: 101 }, () => 'x') })),
    matrixError(400, 'M_INVALID_PARAM'),
  ),
  {
    name: 'who agrees is served',
    run: async (conversation) => {
      const ask = bearing(newcomer, get(account));
      matrixError(403, 'M_TERMS_NOT_SIGNED')(await conversation.send(ask));
      const agree = postJson(terms, { user_accepts: [contractFacts.termsUrl] });
      json(200, {})(await conversation.send(bearing(newcomer, agree)));
      json(200, { user_id: '@newcomer:example.org' })(await conversation.send(ask));
    },
  },
  {
    name: "terms that can't be looked up",
    run: async (conversation) => {
      await conversation.play({ accounts: 'down' });
      matrixError(503, 'M_UNKNOWN')(await conversation.send(get(terms)));
    },
  },
];

/** The identity service API v2. */
export const identityV2Sections: readonly HttpSection[] = [
  { name: 'v2: authentication', scenarios: [...authentication, ...headers] },
  { name: 'v2: calls', scenarios: flow },
  { name: 'v2: terms', scenarios: termsScenarios },
];
