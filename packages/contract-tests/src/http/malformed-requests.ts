import { expect } from 'chai';
import { clientSecret, getValidatedPath, requestTokenPath, submitTokenPath } from './calls.js';
import { matrixError, page, refused } from './expectations.js';
import { malformedBodies, malformedFields } from './malformed-bodies.js';
import { row, type HttpScenario, type HttpSection } from './http-scenario.js';

/** Queries that name no session. */
const queries: readonly (readonly [string, string, string])[] = [
  ['no query', '', 'M_MISSING_PARAMS'],
  ['an empty query', '?', 'M_MISSING_PARAMS'],
  ['ampersands', '?&&&', 'M_MISSING_PARAMS'],
  ['the sid alone', '?sid=a', 'M_MISSING_PARAMS'],
  ['names without values', '?sid&client_secret&token', 'M_INVALID_PARAM'],
  ['empty values', '?sid=&client_secret=&token=', 'M_INVALID_PARAM'],
  ['the sid twice', '?sid=a&sid=b&client_secret=c&token=1', 'M_INVALID_PARAM'],
  ['the sid twice, alike', '?sid=a&client_secret=c&token=1&sid=a', 'M_INVALID_PARAM'],
  ['an unknown name twice', '?sid=a&client_secret=c&token=1&x=1&x=2', 'M_INVALID_PARAM'],
  ['the sid in brackets', '?sid[]=a&client_secret=c&token=1', 'M_MISSING_PARAMS'],
  ['the sid as a path of an object', '?sid.a=a&sid[b]=c&client_secret=c&token=1', 'M_MISSING_PARAMS'],
  ['names in capitals', '?SID=a&CLIENT_SECRET=b&TOKEN=1', 'M_MISSING_PARAMS'],
  ['semicolons', '?sid=a;client_secret=b;token=1', 'M_MISSING_PARAMS'],
  ['JSON', '?{"sid":"a"}', 'M_MISSING_PARAMS'],
  ['__proto__', '?__proto__=a&constructor=b&__proto__.sid=c', 'M_MISSING_PARAMS'],
  ['a name in percent-encoding, half', '?si%=a&client_secret=b&token=1', 'M_MISSING_PARAMS'],
  ['a sid in broken percent-encoding', '?sid=%zz&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid in half a percent-encoding', '?sid=%&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid in broken UTF-8', '?sid=%c3%28&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid in overlong UTF-8', '?sid=%c0%80&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid with a NUL', '?sid=a%00&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid with a plus', '?sid=a+b&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid with a line end', '?sid=a%0d%0aSet-Cookie:x&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['a sid of 256 characters', `?sid=${'a'.repeat(256)}&client_secret=b&token=1`, 'M_INVALID_PARAM'],
  ['a sid of 8,000 characters', `?sid=${'a'.repeat(8_000)}&client_secret=b&token=1`, 'M_INVALID_PARAM'],
  ['a client secret of 256 characters', `?sid=a&client_secret=${'b'.repeat(256)}&token=1`, 'M_INVALID_PARAM'],
  ['a client secret with a slash', '?sid=a&client_secret=../../x&token=1', 'M_INVALID_PARAM'],
  ['raw quotes and angle brackets', '?sid=<"a">&client_secret=b&token=1', 'M_INVALID_PARAM'],
  ['1,000 names', `?${Array.from({ length: 1_000 }, (_, i) => `n${i}`).join('&')}`, 'M_MISSING_PARAMS'],
];

const sessionQueries: readonly HttpScenario[] = queries.flatMap(([name, query, errcode]) => [
  row(`getValidated3pid with ${name}`, { target: getValidatedPath + query }, matrixError(400, errcode)),
  row(`the page with ${name}`, { target: submitTokenPath + query }, page(400)),
]);

const pageQueries: readonly HttpScenario[] = [
  ['a token of 256 characters', `token=${'1'.repeat(256)}`],
  ['an empty token', 'token='],
  ['the token twice', 'token=1&token=2'],
  ['no token', ''],
].map(([name = '', query = '']) =>
  row(`the page with ${name}`, { target: `${submitTokenPath}?sid=a&client_secret=b&${query}` }, page(400)),
);

/** Targets that are close to ours, but not ours. */
const targets: readonly string[] = [
  '/_matrix/identity//versions',
  '/_matrix/identity/versions/',
  '/_matrix/identity/versions//',
  '/_matrix/identity/./versions',
  '/_matrix/identity/../identity/versions',
  '/_matrix/identity/x/../versions',
  '/_matrix/identity/%2e%2e/versions',
  '/_matrix/identity/..%2fversions',
  '/_matrix/identity/%zz',
  '/_matrix/identity/%',
  '/_matrix/identity/%c3%28',
  '/_matrix/identity/%00',
  '/_matrix/identity/%0d%0aSet-Cookie:%20a=b',
  '/_matrix/identity/versions%20',
  '/_matrix/identity/versions#fragment',
  '/_matrix/identity/*',
  '/_matrix/identity/:id',
  '/_matrix/identity/\\versions',
  '/_matrix/identity/versions\\',
  '/_matrix/identity/__proto__',
  '/_matrix/identity/constructor',
  '/_matrix/identity/api/v1/',
  '/_matrix/identity/api//v1',
  '/_matrix/identity/api/v1/validate/msisdn/requestToken/',
  '/_matrix/identity/api/v1/validate//msisdn/requestToken',
  '/_matrix/identity/api/v1/validate/msisdn/requestToken%2f',
  '/_matrix/identity/api/v1/validate/msisdn/requesttoken',
  '/_matrix/identity/api/v1/validate/msisdn/submitToken/../requestToken',
  '/_matrix/identity/api/v1/3pid/getValidated3pid/',
  '/_matrix/identity/"><script>alert(1)</script>',
  '/_matrix/identity/{"a":1}',
  '/_matrix/identity/|^`',
  `/_matrix/identity/${'%41'.repeat(2_000)}`,
];

const nearTargets: readonly HttpScenario[] = targets.flatMap((target) =>
  ['GET', 'POST'].map((method) =>
    row(
      `${method} ${target.length > 80 ? `${target.slice(0, 40)}... of ${target.length} characters` : target}`,
      { method, target, ...(method === 'POST' ? { body: '{}' } : {}) },
      matrixError(404, 'M_UNRECOGNIZED'),
    ),
  ),
);

/** Methods of HTTP that none of our paths has. */
const methods = [
  'PUT',
  'DELETE',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'MKCOL',
  'LOCK',
  'SEARCH',
  'PURGE',
  'REPORT',
  'LINK',
  'M-SEARCH',
];

const oddMethods: readonly HttpScenario[] = methods.flatMap((method) => [
  row(`${method} of requestToken`, { method, target: requestTokenPath }, matrixError(405, 'M_UNRECOGNIZED')),
  row(
    `${method} of getValidated3pid`,
    { method, target: getValidatedPath },
    matrixError(405, 'M_UNRECOGNIZED'),
  ),
  row(
    `${method} of nothing`,
    { method, target: '/_matrix/identity/nothing' },
    matrixError(404, 'M_UNRECOGNIZED'),
  ),
]);

const json = JSON.stringify({ sid: 'abc', client_secret: clientSecret, token: '123456' });

/** Headers that nobody should have to answer for. */
const oddHeaders: readonly HttpScenario[] = (
  [
    ['100 headers', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`X-Header-${i}`, 'x']))],
    ['a header of 8,000 characters', { 'X-Long': 'x'.repeat(8_000) }],
    ['headers named __proto__ and constructor', { __proto__x: 'a', constructor: 'b', ['__proto__']: 'c' }],
    ['a method in a header', { 'X-HTTP-Method-Override': 'GET', 'X-Method-Override': 'DELETE' }],
    ['a rewritten path', { 'X-Original-URL': '/admin', 'X-Rewrite-URL': '/admin' }],
    [
      'a forwarded host',
      { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'javascript', Forwarded: 'for=";' },
    ],
    [
      'a forwarded address that is none',
      { 'X-Forwarded-For': 'unknown, \u00e9, ::ffff:x', 'X-Real-IP': '999.1.1.1' },
    ],
    ['a language of 8,000 characters', { 'Accept-Language': 'de,'.repeat(2_666) }],
    ['languages that are none', { 'Accept-Language': ';;,,q=,-,*;q=9,de;q=NaN,\u00ff' }],
    ['an Accept that is none', { Accept: ';;//,,' }],
    ['two Origins', { Origin: ['https://a.example', 'https://b.example'] }],
    ['cookies that are none', { Cookie: '=;;=;%%%;"' }],
    ['an upgrade to what is not there', { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' }],
    ['a Range that is none', { Range: 'bytes=9-1,,x' }],
    ['conditions that are none', { 'If-None-Match': '*', 'If-Match': '"', 'If-Modified-Since': 'never' }],
    ['an Authorization that is none', { Authorization: '\u00ff\u00fe' }],
    ['a content length in a second header', { 'X-Content-Length': '0', 'Content-MD5': 'x' }],
    ['trailers that are announced', { Trailer: 'Content-Length' }],
    ['TE and Connection tokens', { TE: 'trailers, x;q=2', 'Keep-Alive': 'timeout=x' }],
    [
      'Next-Action and RSC, which frameworks look for',
      { 'Next-Action': 'x', RSC: '1', 'Next-Router-State-Tree': '%zz', 'X-Middleware-Subrequest': 'x' },
    ],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, string | readonly string[]>>])[]
).map(([name, headers]) =>
  row(
    `submitToken with ${name}`,
    {
      method: 'POST',
      target: submitTokenPath,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: json,
    },
    matrixError(404, 'M_NO_VALID_SESSION'),
  ),
);

/** Requests that hosts must refuse: each with a Matrix error, or with the page, and never by a fault of their own. */
export const malformedSections: readonly HttpSection[] = [
  { name: 'malformed bodies', scenarios: malformedBodies },
  { name: 'malformed fields', scenarios: malformedFields },
  { name: 'malformed queries', scenarios: [...sessionQueries, ...pageQueries] },
  { name: 'malformed targets', scenarios: nearTargets },
  { name: 'methods that nobody asked for', scenarios: oddMethods },
  { name: 'odd headers', scenarios: oddHeaders },
].map(({ name, scenarios }) => ({ name, scenarios: scenarios.map(alsoRefused) }));

/** What all of these have in common, whatever a row says. */
function alsoRefused(scenario: HttpScenario): HttpScenario {
  return {
    ...scenario,
    run: async (conversation) => {
      await scenario.run(conversation);
      const [answer] = conversation.answers;
      if (answer === undefined) expect.fail('no answer');
      refused(answer);
    },
  };
}
