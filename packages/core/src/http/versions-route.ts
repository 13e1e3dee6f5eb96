import { jsonResponse } from './json-response.js';
import type { Route } from './route.js';

/**
 * The editions of the specification whose phone number calls we speak.
 * Source: Matrix identity service API, `GET versions`.
 */
const versions = ['r0.1.0'];

export const versionsRoute: Route = {
  method: 'GET',
  path: '/_matrix/identity/versions',
  safe: true,
  handle: () => Promise.resolve(jsonResponse(200, { versions })),
};
