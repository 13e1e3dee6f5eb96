import type { HttpException } from '@threepid/contract-tests';

type Named = readonly [name: string, exception: HttpException];

const absolute = ['versions', 'requestToken'].map((call): Named => [
  `versions and ping: ${call} in the absolute form of the target`,
  {
    reason: 'Next takes the slashes of http:// for a double slash',
    status: 308,
    headers: { location: /^http:/ },
  },
]);

/** The exceptions for GET and POST of a malformed target, with their statuses. */
function target(path: string, reason: string, get: number, post = get): readonly Named[] {
  return [
    [`malformed targets: GET ${path}`, { reason, status: get }],
    [`malformed targets: POST ${path}`, { reason, status: post }],
  ];
}

const doubleSlash = 'Next redirects from double slashes and backslashes, before it looks for a route';
const dotSegments = 'Next resolves dot segments before it looks for a route';
const undecodable = 'Next refuses a path that it cannot decode';

const targets: readonly Named[] = [
  ...[
    '/_matrix/identity//versions',
    '/_matrix/identity/versions//',
    '/_matrix/identity/\\versions',
    '/_matrix/identity/versions\\',
    '/_matrix/identity/api//v1',
    '/_matrix/identity/api/v1/validate//msisdn/requestToken',
  ].flatMap((path) => target(path, doubleSlash, 308)),
  ...[
    'GET /_matrix/identity/versions',
    'OPTIONS /_matrix/identity/versions',
    'GET /_matrix/identity/api/v1/validate/msisdn/submitToken',
    'POST /_matrix/identity/api/v1/validate/msisdn/requestToken',
    'GET /_matrix/identity/nothing',
    'GET /_matrix/client/v3/account/3pid',
  ].flatMap((call) =>
    ['//', '///'].map((slashes): Named => [
      `slashes in front: ${call.replace('/', slashes)}`,
      { reason: doubleSlash, status: 308 },
    ]),
  ),
  ...['./versions', '../identity/versions', 'x/../versions'].flatMap((path) =>
    target(`/_matrix/identity/${path}`, dotSegments, 200, 405),
  ),
  ...target('/_matrix/identity/%2e%2e/versions', dotSegments, 404),
  ...target('/_matrix/identity/api/v1/validate/msisdn/submitToken/../requestToken', dotSegments, 405, 400),
  ...target('/_matrix/identity/versions#fragment', 'Next drops a fragment', 200, 405),
  ...['%zz', '%', '%c3%28'].flatMap((path) => target(`/_matrix/identity/${path}`, undecodable, 400)),
];

const methods: readonly Named[] = [
  ['TRACE', 500, "the web's Request has no TRACE: Next fails before it calls the route"] as const,
  ...['PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'REPORT', 'LINK', 'M-SEARCH'].map(
    (method) => [method, 400, 'a route file exports seven methods, and Next refuses all others'] as const,
  ),
].flatMap(([method, status, reason]) =>
  ['requestToken', 'getValidated3pid', 'nothing'].map((call): Named => [
    `methods that nobody asked for: ${method} of ${call}`,
    { reason, status },
  ]),
);

/** Answers that Next gives before it calls an API route of the Pages Router. */
export const pagesExceptions: Readonly<Record<string, HttpException>> = Object.fromEntries([
  ...absolute,
  ...targets,
]);

/** Answers that Next gives before it calls a route handler of the App Router. */
export const appExceptions: Readonly<Record<string, HttpException>> = Object.fromEntries<HttpException>([
  ...absolute,
  ...targets,
  ...methods,
  [
    'odd headers: submitToken with Next-Action and RSC, which frameworks look for',
    { reason: 'Next treats a request with its own headers as one from its client', status: 307 },
  ],
]);
