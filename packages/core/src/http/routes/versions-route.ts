import { jsonResponse } from '../response/json-response.js';
import type { Route } from '../routing/route.js';

/** The versions of the specification that have phone numbers on v1, and those that have them on v2. */
const v1Versions = ['r0.1.0'];
const v2Versions = [
  'r0.2.0',
  'r0.2.1',
  'r0.3.0',
  ...Array.from({ length: 18 }, (_, index) => `v1.${index + 1}`),
];

/**
 * The versions of the specification whose phone-number calls we support.
 * Source: Matrix identity service API, `GET versions`.
 */
export function versionsRoute({ v1, v2 }: { readonly v1: boolean; readonly v2: boolean }): Route {
  const versions = [...(v1 ? v1Versions : []), ...(v2 ? v2Versions : [])];
  return {
    method: 'GET',
    path: '/_matrix/identity/versions',
    safe: true,
    handle: () => Promise.resolve(jsonResponse(200, { versions })),
  };
}
