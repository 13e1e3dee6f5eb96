import { expect } from 'chai';
import {
  clientSecret,
  get,
  getValidatedPath,
  openSession,
  postJson,
  requestTokenFields,
  requestTokenPath,
  session,
  submitTokenPath,
  v1,
  v2,
} from './calls.js';
import { contractFacts } from './contract-threepid.js';
import {
  expectCors,
  expectJson,
  json,
  matrixError,
  methodNotAllowed,
  noContent,
  page,
} from './expectations.js';
import type { HttpCall } from './http-call.js';
import { row, type Expectation, type HttpScenario, type HttpSection } from './http-scenario.js';

const versionsPath = '/_matrix/identity/versions';

const versions: Expectation = (answer) => {
  const { versions: editions, ...rest } = expectJson(answer, 200);
  expect(rest).to.deep.equal({});
  expect(editions).to.include.members(['r0.1.0', 'r0.2.0', 'v1.1']);
};

const empty: Expectation = (answer) => {
  expect(answer.status).to.equal(200);
  expect(answer.body).to.equal('');
  expect(answer.headers['content-type']).to.equal('application/json');
  expectCors(answer);
};

const plain: readonly HttpScenario[] = [
  row('versions', get(versionsPath), versions),
  row('versions, with a query', get(versionsPath, { a: 'b' }), versions),
  row('versions, with an empty query', { target: `${versionsPath}?` }, versions),
  row('versions, with a query of question marks', { target: `${versionsPath}???` }, versions),
  row('versions, with a body', { target: versionsPath, body: '{"a":1}' }, versions),
  row('versions, with a body in chunks', { target: versionsPath, body: 'x', chunked: true }, versions),
  row('versions, by HEAD', { method: 'HEAD', target: versionsPath }, empty),
  row('versions, for an origin', get(versionsPath, {}, { Origin: 'https://app.example.org' }), versions),
  row('versions, for who accepts only images', get(versionsPath, {}, { Accept: 'image/png' }), versions),
  row(
    'versions, with a token that nobody asked for',
    get(versionsPath, {}, { Authorization: 'Bearer x' }),
    versions,
  ),
  row(
    'versions, to who sends cookies',
    get(versionsPath, {}, { Cookie: 'a=b; c=%zz; __proto__=1' }),
    versions,
  ),
  row('versions in the absolute form of the target', { target: versionsPath, form: 'absolute' }, versions),
  row('ping of v1', get(v1), json(200, {})),
  row('ping of v1, by HEAD', { method: 'HEAD', target: v1 }, empty),
  row('ping of v2', get(v2), json(200, {})),
  row(
    'requestToken in the absolute form of the target',
    { ...postJson(requestTokenPath, {}), form: 'absolute' },
    matrixError(400, 'M_MISSING_PARAMS'),
  ),
  {
    name: 'a conditional request is answered in full',
    run: async (conversation) => {
      const first = await conversation.send(get(versionsPath));
      const etag = first.headers['etag'] ?? '"x"';
      versions(
        await conversation.send(
          get(
            versionsPath,
            {},
            { 'If-None-Match': etag, 'If-Modified-Since': 'Thu, 01 Jan 2099 00:00:00 GMT' },
          ),
        ),
      );
    },
  },
  row('a request for a part', get(versionsPath, {}, { Range: 'bytes=0-3' }), versions),
];

const paths = [
  versionsPath,
  v1,
  requestTokenPath,
  submitTokenPath,
  getValidatedPath,
  '/_matrix/identity/nothing',
];

const preflight = {
  Origin: 'https://app.example.org',
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'content-type',
};

const cors: readonly HttpScenario[] = paths.flatMap((target) => [
  row(`OPTIONS ${target}`, { method: 'OPTIONS', target }, noContent),
  row(`a browser's preflight of ${target}`, { method: 'OPTIONS', target, headers: preflight }, noContent),
]);

const unrecognized = matrixError(404, 'M_UNRECOGNIZED');

/** A base URL that ends in slashes, joined to a path: it is answered as with one slash. */
const slashes: readonly HttpScenario[] = ['/', '//'].flatMap((more) => {
  const { number } = contractFacts.testNumber;
  const asked = { client_secret: clientSecret, country: '', phone_number: number, send_attempt: 1 };
  return [
    row(`GET ${more}${versionsPath}`, get(more + versionsPath), versions),
    row(`OPTIONS ${more}${versionsPath}`, { method: 'OPTIONS', target: more + versionsPath }, noContent),
    row(`GET ${more}${submitTokenPath}`, get(more + submitTokenPath), page(400)),
    row(`POST ${more}${requestTokenPath}`, postJson(more + requestTokenPath, asked), (answer) => {
      expect(expectJson(answer, 200)).to.include({ success: true, msisdn: number.slice(1) });
    }),
    row(`GET ${more}/_matrix/identity/nothing`, get(`${more}/_matrix/identity/nothing`), unrecognized),
    row(
      `GET ${more}/_matrix/client/v3/account/3pid`,
      get(`${more}/_matrix/client/v3/account/3pid`),
      matrixError(401, 'M_MISSING_TOKEN'),
    ),
  ];
});

const unknownPaths: readonly HttpScenario[] = [
  '/_matrix/identity/',
  '/_matrix/identity/nothing',
  '/_matrix/identity/api',
  '/_matrix/identity/api/v2',
  '/_matrix/identity/api/v1/3pid/bind',
  '/_matrix/identity/api/v1/validate/email/requestToken',
  '/_matrix/identity/v1/validate/msisdn/requestToken',
  '/_matrix/identity/v3/account',
  '/_matrix/identity/%76ersions',
  '/_matrix/identity/versions;a=b',
  '/_matrix/identity/versions%3f',
  '/_matrix/identity/VERSIONS',
  '/_matrix/identity/versions%00',
  '/_matrix/identity/versions.json',
  '/_matrix/identity/versions%2F',
  `/_matrix/identity/${'long/'.repeat(400)}`,
].flatMap((target) => [
  row(`GET ${shortened(target)}`, { target }, unrecognized),
  row(`POST ${shortened(target)}`, postJson(target, {}), unrecognized),
]);

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}... (${text.length} characters)` : text;
}

/** The methods that each path takes: all others are told which. */
const allowed: Readonly<Record<string, string>> = {
  [versionsPath]: 'GET, HEAD, OPTIONS',
  [v1]: 'GET, HEAD, OPTIONS',
  [requestTokenPath]: 'POST, OPTIONS',
  [submitTokenPath]: 'POST, GET, OPTIONS',
  [getValidatedPath]: 'GET, HEAD, OPTIONS',
};

const wrongMethods: readonly HttpScenario[] = Object.entries(allowed).flatMap(([target, allow]) =>
  ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']
    .filter((method) => !allow.split(', ').includes(method))
    .map((method) => row(`${method} ${target}`, { method, target }, methodNotAllowed(allow))),
);

const headless: readonly HttpScenario[] = [requestTokenPath, submitTokenPath].map((target) =>
  row(`HEAD ${target}`, { method: 'HEAD', target }, (answer) => {
    expect(answer.status).to.equal(405);
    expect(answer.body).to.equal('');
  }),
);

const tooLarge = matrixError(413, 'M_TOO_LARGE');

function bodyOf(bytes: number): string {
  return JSON.stringify({ client_secret: 'a', padding: 'x'.repeat(bytes - 33) });
}

function oversized(name: string, call: Omit<HttpCall, 'method' | 'target'>): readonly HttpScenario[] {
  return [requestTokenPath, submitTokenPath].map((target) =>
    row(`${name}, to ${target}`, { method: 'POST', target, ...call }, tooLarge),
  );
}

const jsonType = { 'Content-Type': 'application/json' };

const sizes: readonly HttpScenario[] = [
  ...oversized('65,537 bytes', { headers: jsonType, body: bodyOf(65_537) }),
  ...oversized('65,537 bytes in chunks', { headers: jsonType, body: bodyOf(65_537), chunked: true }),
  ...oversized('100 KiB without a content type', { body: bodyOf(102_400) }),
  ...oversized('100 KiB of a form', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `token=${'a'.repeat(102_400)}`,
  }),
  ...oversized('2 MiB', { headers: jsonType, body: bodyOf(2_097_152) }),
  ...oversized('2 MiB in chunks', { headers: jsonType, body: bodyOf(2_097_152), chunked: true }),
  ...oversized('10 MiB', { headers: jsonType, body: bodyOf(10_485_760) }),
  ...oversized('10 MiB of zeros in chunks', { body: new Uint8Array(10_485_760), chunked: true }),
];

const connections: readonly HttpScenario[] = [
  {
    name: 'requests one behind the other on one connection, refused ones among them',
    run: async (conversation) => {
      const number = conversation.number();
      const answers = await conversation.sendAll([
        get(versionsPath),
        { method: 'POST', target: requestTokenPath, body: '{' },
        postJson(requestTokenPath, requestTokenFields(number)),
        { method: 'PUT', target: requestTokenPath, headers: jsonType, body: '{"a":1}' },
        { method: 'HEAD', target: versionsPath },
        { method: 'POST', target: '/_matrix/identity/nothing', body: 'unread', chunked: true },
        get(v1),
      ]);
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 400, 200, 405, 200, 404, 200]);
      expect(await conversation.messages(number)).to.have.length(1);
    },
  },
  {
    name: 'a body that is too large does not spoil the next request on its connection',
    run: async (conversation) => {
      const answers = await conversation.sendAll([
        { method: 'POST', target: requestTokenPath, headers: jsonType, body: bodyOf(200_000) },
        { method: 'POST', target: submitTokenPath, body: bodyOf(200_000), chunked: true },
        get(v1),
      ]);
      expect(answers.map(({ status }) => status)).to.deep.equal([413, 413, 200]);
    },
  },
  {
    name: 'a client that waits for 100 Continue gets it',
    run: async (conversation) => {
      const number = conversation.number();
      const call = postJson(requestTokenPath, requestTokenFields(number), { Expect: '100-continue' });
      expectJson(await conversation.send(call), 200);
    },
  },
  {
    name: '100 requests at once',
    run: async (conversation) => {
      const sid = await openSession(conversation, conversation.number());
      const calls = Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0 ? get(versionsPath) : get(getValidatedPath, session(sid)),
      );
      const answers = await conversation.sendAtOnce(calls);
      expect(answers.map(({ status }) => status)).to.deep.equal(
        calls.map((_, index) => (index % 2 === 0 ? 200 : 400)),
      );
    },
  },
  {
    name: 'no answer sets a cookie',
    run: async (conversation) => {
      for (const call of [get(versionsPath), get(submitTokenPath), postJson(requestTokenPath, {})]) {
        const { headers } = await conversation.send(call);
        expect(headers).to.not.have.property('set-cookie');
      }
    },
  },
];

const pageErrors: readonly HttpScenario[] = [
  row('the page for a link without a query', get(submitTokenPath), page(400)),
  row('the page for a link with half a query', get(submitTokenPath, { sid: 'a' }), page(400)),
];

/** What holds for every call: methods, paths, CORS, sizes, connections. */
export const protocolSections: readonly HttpSection[] = [
  { name: 'versions and ping', scenarios: plain },
  { name: 'CORS', scenarios: cors },
  { name: 'paths that are not ours', scenarios: unknownPaths },
  { name: 'slashes in front', scenarios: slashes },
  { name: 'wrong methods', scenarios: [...wrongMethods, ...headless] },
  { name: 'bodies that are too large', scenarios: sizes },
  { name: 'connections', scenarios: [...connections, ...pageErrors] },
];
