import type { HttpException } from './http-contract.js';

const badUrls = ['/_matrix/identity/%zz', '/_matrix/identity/%', '/_matrix/identity/%c3%28'];
const unroutedMethods = ['PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'REPORT', 'LINK', 'M-SEARCH'];

const slashed = [
  'GET /_matrix/identity/versions',
  'OPTIONS /_matrix/identity/versions',
  'GET /_matrix/identity/api/v1/validate/msisdn/submitToken',
  'POST /_matrix/identity/api/v1/validate/msisdn/requestToken',
  'GET /_matrix/identity/nothing',
  'GET /_matrix/client/v3/account/3pid',
].flatMap((call) => ['//', '///'].map((slashes) => call.replace('/', slashes)));

/**
 * Exceptions for hosts on Fastify: answers that it gives before it calls a plugin. A host can change them with
 * `frameworkErrors`, `ignoreDuplicateSlashes` and its own 404 handler.
 */
export const fastifyExceptions: Readonly<Record<string, HttpException>> = Object.fromEntries<HttpException>([
  ...badUrls.flatMap((url) =>
    ['GET', 'POST'].map((method): [string, HttpException] => [
      `malformed targets: ${method} ${url}`,
      { reason: 'Fastify decodes each path before it looks for a route', status: 400 },
    ]),
  ),
  ...slashed.map((call): [string, HttpException] => [
    `slashes in front: ${call}`,
    { reason: 'Fastify routes no double slash unless the host sets ignoreDuplicateSlashes', status: 404 },
  ]),
  ...unroutedMethods.flatMap((method) =>
    ['requestToken', 'getValidated3pid', 'nothing'].map((call): [string, HttpException] => [
      `methods that nobody asked for: ${method} of ${call}`,
      { reason: 'Fastify routes no method that the host has not added to it', status: 404 },
    ]),
  ),
]);
