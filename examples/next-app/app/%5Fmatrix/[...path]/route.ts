import { readTrustProxy } from '@threepid/example-environment';
import { toRouteHandlers } from '@threepid/next';
import { verification } from '../../../server/verification';

// Opened at the first request, because Next also loads this module while it builds the app.
export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(
  { handle: async (request) => (await verification()).threepid.handle(request) },
  { trustProxy: readTrustProxy(process.env) },
);
