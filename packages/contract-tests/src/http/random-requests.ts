import fc from 'fast-check';
import { anyCharacter } from './any-character.js';
import { getValidatedPath, requestTokenPath, submitTokenPath } from './calls.js';
import type { HttpCall } from './http-call.js';

const fieldNames = [
  'client_secret',
  'country',
  'phone_number',
  'send_attempt',
  'next_link',
  'sid',
  'token',
  '__proto__',
  'x',
];

/** Values that some field may have, and values that none has. */
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('GB', '07400999997', 'monkeys', '1', 1, '123456', 'https://example.org/', ''),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 300 }) },
);

const fields = fc.dictionary(fc.oneof(fc.constantFrom(...fieldNames), fc.string()), value, { maxKeys: 8 });

function asForm(object: Readonly<Record<string, unknown>>): string {
  // Not String(): an object of fast-check's may have no prototype, and so no text.
  const textOf = (given: unknown): string => (typeof given === 'string' ? given : JSON.stringify(given));
  const entries = Object.entries(object).map(([name, given]): [string, string] => [name, textOf(given)]);
  return new URLSearchParams(entries).toString();
}

const text = fc.oneof(
  fields.map((object) => JSON.stringify(object)),
  fields.map(asForm),
  fc.json(),
  fc.string({ unit: anyCharacter, maxLength: 2_000 }),
);

const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(text, fc.uint8Array({ maxLength: 2_000 }));

const contentType = fc.oneof(
  fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'application/x-form-www-urlencoded;charset=x',
    'text/plain',
    'multipart/form-data',
  ),
  fc.stringMatching(/^[!-~]{0,40}$/),
);

/** POSTs of any body under any content type. */
export const randomPosts: fc.Arbitrary<HttpCall> = fc
  .record({
    target: fc.constantFrom(requestTokenPath, submitTokenPath),
    contentType: fc.option(contentType, { nil: undefined }),
    body,
    chunked: fc.boolean(),
  })
  .map(({ target, contentType: type, ...rest }) => ({
    method: 'POST',
    target,
    headers: type === undefined ? {} : { 'Content-Type': type },
    ...rest,
  }));

/** A part of a target that can be written into a request line. */
const query = fc.oneof(fields.map(asForm), fc.stringMatching(/^[!"$-~]{0,200}$/));

/** GETs with any query. */
export const randomQueries: fc.Arbitrary<HttpCall> = fc
  .record({ path: fc.constantFrom(submitTokenPath, getValidatedPath), query })
  .map(({ path, query: asked }) => ({ target: `${path}?${asked}` }));

const headerName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/).filter((name) => !isFraming(name));

/** Names that change how the bytes are read, or whether the connection lives. */
function isFraming(name: string): boolean {
  return /^(?:host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive)$/i.test(
    name,
  );
}

/** Requests with any headers. */
export const randomHeaders: fc.Arbitrary<HttpCall> = fc
  .record({
    headers: fc.dictionary(
      fc.oneof(
        headerName,
        fc.constantFrom(
          'Accept',
          'Accept-Language',
          'Authorization',
          'Origin',
          'Cookie',
          'X-Forwarded-For',
          'Content-Type',
          'Content-Encoding',
        ),
      ),
      fc.stringMatching(/^[ -~\u00a0-\u00ff]{0,100}$/),
      { maxKeys: 8 },
    ),
    call: fc.constantFrom<HttpCall>(
      { method: 'POST', target: submitTokenPath, body: '{}' },
      { target: submitTokenPath },
      { target: getValidatedPath },
    ),
  })
  .map(({ headers, call }) => ({ ...call, headers }));

/** Requests by any method that Node's parser knows and every host can route, for any path below the identity API. */
export const randomPaths: fc.Arbitrary<HttpCall> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
    segments: fc.array(fc.stringMatching(/^[A-Za-z0-9_~-]{1,12}$/), { minLength: 1, maxLength: 6 }),
  })
  .map(({ method, segments }) => ({ method, target: `/_matrix/identity/${segments.join('/')}` }));
