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

export const svelteKitExceptions: Exceptions = {
  ...dotSegments,
  ...Object.fromEntries(
    ['versions', 'requestToken'].map((call) => [
      `versions and ping: ${call} in the absolute form of the target`,
      { reason: 'SvelteKit puts its own origin before the target', status: 400 },
    ]),
  ),
  ...Object.fromEntries(
    ['2 MiB', '2 MiB in chunks', '10 MiB', '10 MiB of zeros in chunks'].flatMap((size) =>
      ['requestToken', 'submitToken'].map((call) => [
        `bodies that are too large: ${size}, to /_matrix/identity/api/v1/validate/msisdn/${call}`,
        { reason: 'SvelteKit reads half a megabyte, and shows its own page', status: 413 },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['requestToken', 'getValidated3pid', 'nothing'].map((call) => [
      `methods that nobody asked for: TRACE of ${call}`,
      { reason: "the web's Request has no TRACE", status: 400 },
    ]),
  ),
};
