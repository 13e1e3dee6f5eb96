import { expect } from 'chai';
import { bearing, get, postForm, postJson, requestTokenFields, session, submitTokenPath } from './calls.js';
import { contractFacts } from './contract-threepid.js';
import { expectJson, expectLimited, json, matrixError, methodNotAllowed, noContent } from './expectations.js';
import type { HttpCall } from './http-call.js';
import { row, type HttpScenario, type HttpSection } from './http-scenario.js';

const bases = ['/_matrix/client/r0', '/_matrix/client/v3'];
const submitUrl = `${contractFacts.publicUrl}${submitTokenPath}`;
const { alice, newcomer } = contractFacts.tokens;

/** For numbers that are free. */
const registering = ['/register/msisdn/requestToken', '/account/3pid/msisdn/requestToken'];
/** For numbers that have an account. */
const resetting = '/account/password/msisdn/requestToken';

const taken = {
  client_secret: 'taken',
  country: '',
  phone_number: `+${contractFacts.taken}`,
  send_attempt: 1,
};

const free: readonly HttpScenario[] = bases.flatMap((base) =>
  registering.flatMap((path): readonly HttpScenario[] => [
    {
      name: `POST ${base}${path} opens a session that the code finishes at submit_url`,
      run: async (conversation) => {
        const number = conversation.number();
        const answer = await conversation.send(postJson(base + path, requestTokenFields(number)));
        const { sid, ...rest } = expectJson(answer, 200);
        expect(rest).to.deep.equal({ submit_url: submitUrl });
        const fields = session(String(sid), { token: await conversation.code(number) });
        json(200, { success: true })(await conversation.send(postJson(submitTokenPath, fields)));
      },
    },
    row(
      `POST ${base}${path} of a number in use`,
      postJson(base + path, taken),
      matrixError(400, 'M_THREEPID_IN_USE'),
    ),
  ]),
);

const passwords: readonly HttpScenario[] = bases.flatMap((base): readonly HttpScenario[] => [
  row(
    `POST ${base}${resetting} of a number that has an account`,
    postJson(base + resetting, taken),
    (answer) => {
      const { sid, ...rest } = expectJson(answer, 200);
      expect(sid).to.be.a('string');
      expect(rest).to.deep.equal({ submit_url: submitUrl });
    },
  ),
  {
    name: `POST ${base}${resetting} of a number that has none`,
    run: async (conversation) => {
      const call = postJson(base + resetting, requestTokenFields(conversation.number()));
      matrixError(400, 'M_THREEPID_NOT_FOUND')(await conversation.send(call));
    },
  },
]);

const register = `${bases[1] ?? ''}${registering[0] ?? ''}`;

/** A scenario for a free number, with some fields replaced. */
function answered(
  name: string,
  fields: Readonly<Record<string, unknown>>,
  expected: Parameters<typeof row>[2],
): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const body = requestTokenFields(conversation.number(), fields);
      expected(await conversation.send(postJson(register, body)));
    },
  };
}

const notTrusted = matrixError(400, 'M_SERVER_NOT_TRUSTED');
const missing = matrixError(400, 'M_MISSING_PARAM');
const invalid = matrixError(400, 'M_INVALID_PARAM');
const opened = (answer: Parameters<ReturnType<typeof json>>[0]): void => {
  expect(expectJson(answer, 200)).to.have.all.keys('sid', 'submit_url');
};

const words: readonly HttpScenario[] = [
  answered('id_server of ours', { id_server: contractFacts.ownServerName }, opened),
  answered('id_server of ours in capitals', { id_server: contractFacts.ownServerName.toUpperCase() }, opened),
  answered(
    'id_server of ours, with an id_access_token',
    { id_server: contractFacts.ownServerName, id_access_token: 'x' },
    opened,
  ),
  answered('id_server of another', { id_server: 'evil.example' }, notTrusted),
  answered('id_server of this machine', { id_server: '127.0.0.1:8090' }, notTrusted),
  answered('id_server with a path', { id_server: 'id.example.org/x' }, notTrusted),
  answered('id_server that is no string', { id_server: 1 }, invalid),
  answered('id_server of nothing', { id_server: '' }, invalid),
  answered('send_attempt missing', { send_attempt: undefined }, missing),
  answered('send_attempt as a string', { send_attempt: '1' }, opened),
  answered('client_secret missing', { client_secret: undefined }, missing),
  answered('phone_number missing', { phone_number: undefined }, missing),
  answered('country missing', { country: undefined }, missing),
  answered('country in small letters', { country: 'gb' }, invalid),
  answered('a client secret with a space', { client_secret: 'a b' }, invalid),
  answered('a phone number that is none', { phone_number: 'x' }, invalid),
  answered('a premium-rate number', { phone_number: '+449098790000' }, matrixError(403, 'M_THREEPID_DENIED')),
  answered('next_link on a host that is not allowed', { next_link: 'https://evil.example/' }, invalid),
  row(
    'a body that is not JSON',
    { method: 'POST', target: register, body: '{' },
    matrixError(400, 'M_NOT_JSON'),
  ),
  row('a body that is no object', postJson(register, []), matrixError(400, 'M_BAD_JSON')),
  row(
    'a body that is too large',
    { method: 'POST', target: register, body: 'x'.repeat(65_537) },
    matrixError(413, 'M_TOO_LARGE'),
  ),
  row(
    'a form of a number in use',
    postForm(register, { ...taken, send_attempt: '1' }),
    matrixError(400, 'M_THREEPID_IN_USE'),
  ),
  {
    name: 'more messages than a number may get',
    run: async (conversation) => {
      const number = conversation.number();
      const call = (attempt: number): HttpCall =>
        postJson(register, requestTokenFields(number, { send_attempt: attempt }));
      for (let attempt = 1; attempt <= 5; attempt += 1) opened(await conversation.send(call(attempt)));
      expectLimited(await conversation.send(call(6)), 600_000);
    },
  },
  {
    name: 'a provider that fails',
    run: async (conversation) => {
      await conversation.play({ sms: 'refused' });
      const call = postJson(register, requestTokenFields(conversation.number()));
      matrixError(400, 'M_SEND_ERROR')(await conversation.send(call));
    },
  },
  {
    name: 'accounts that can not be looked up: 503, and no message',
    run: async (conversation) => {
      const number = conversation.number();
      await conversation.play({ accounts: 'down' });
      matrixError(503, 'M_UNKNOWN')(await conversation.send(postJson(register, requestTokenFields(number))));
      expect(await conversation.messages(number)).to.deep.equal([]);
    },
  },
];

const aliceThreePids = {
  threepids: [
    {
      medium: 'email',
      address: 'alice@example.org',
      validated_at: 1_535_176_800_000,
      added_at: 1_535_336_848_756,
    },
    {
      medium: 'msisdn',
      address: contractFacts.taken,
      validated_at: 1_535_176_800_001,
      added_at: 1_535_336_848_757,
    },
  ],
};

const lists: readonly HttpScenario[] = bases.flatMap((base): readonly HttpScenario[] => {
  const path = `${base}/account/3pid`;
  return [
    row(`GET ${path}`, bearing(alice, get(path)), json(200, aliceThreePids)),
    row(`HEAD ${path}`, bearing(alice, { method: 'HEAD', target: path }), (answer) => {
      expect([answer.status, answer.body]).to.deep.equal([200, '']);
    }),
    row(`GET ${path} without a token`, get(path), matrixError(401, 'M_MISSING_TOKEN')),
    row(
      `GET ${path} with a token that nobody knows`,
      bearing('unknown', get(path)),
      matrixError(401, 'M_UNKNOWN_TOKEN'),
    ),
    row(
      `GET ${path} of who did not agree to the terms`,
      bearing(newcomer, get(path)),
      matrixError(403, 'M_TERMS_NOT_SIGNED'),
    ),
    row(`OPTIONS ${path}`, { method: 'OPTIONS', target: path }, noContent),
    {
      name: `GET ${path} while accounts can't be looked up`,
      run: async (conversation) => {
        await conversation.play({ accounts: 'down' });
        matrixError(503, 'M_UNKNOWN')(await conversation.send(bearing(alice, get(path))));
      },
    },
  ];
});

const methods: readonly HttpScenario[] = bases.flatMap((base) =>
  [...registering, resetting].flatMap((path) => [
    row(`OPTIONS ${base}${path}`, { method: 'OPTIONS', target: base + path }, noContent),
    row(`GET ${base}${path}`, get(base + path), methodNotAllowed('POST, OPTIONS')),
    row(
      `PUT ${base}${path}`,
      { method: 'PUT', target: base + path, body: '{}' },
      methodNotAllowed('POST, OPTIONS'),
    ),
  ]),
);

/** The client-server API. */
export const clientServerSections: readonly HttpSection[] = [
  { name: 'client-server: registration and account', scenarios: free },
  { name: 'client-server: password', scenarios: passwords },
  { name: 'client-server: answers', scenarios: words },
  { name: 'client-server: account/3pid', scenarios: lists },
  { name: 'client-server: methods', scenarios: methods },
];
