import type { HttpException } from '@threepid/contract-tests';

type Exceptions = Readonly<Record<string, HttpException>>;

/** The exceptions for GET and POST of a malformed target, with their statuses. */
function target(path: string, reason: string, get: number, post = get): Exceptions {
  return {
    [`malformed targets: GET /_matrix/identity/${path}`]: { reason, status: get },
    [`malformed targets: POST /_matrix/identity/${path}`]: { reason, status: post },
  };
}

function everyTarget(paths: readonly string[], reason: string, get: number, post = get): Exceptions {
  return Object.assign({}, ...paths.map((path) => target(path, reason, get, post))) as Exceptions;
}

const parsed = "the host's URL parser resolves dot segments";

/** A `Request` has a URL, which is parsed by the rules of browsers. */
const dotSegments: Exceptions = {
  ...everyTarget(['./versions', '../identity/versions', 'x/../versions'], parsed, 200, 405),
  ...target('%2e%2e/versions', parsed, 404),
  ...target('api/v1/validate/msisdn/submitToken/../requestToken', parsed, 405, 400),
};

const backslashes = ['\\versions', 'versions\\'];

export const honoExceptions: Exceptions = {
  ...dotSegments,
  ...everyTarget(backslashes, 'Hono refuses backslashes', 400),
};

export const h3Exceptions: Exceptions = {
  ...dotSegments,
  ...everyTarget(['%zz', '%', '%c3%28'], 'h3 refuses a path that it cannot decode', 400),
};

export const bunExceptions: Exceptions = dotSegments;

export const denoExceptions: Exceptions = {
  'what is no HTTP: no Host': { reason: 'Deno answers requests without a Host', status: 200 },
};
