import { toRouteHandlers } from '@threepid/next';
import { threepidOf } from '../../../../hosts/threepid-of.mjs';

let threepid;
// Opened at the first request, because Next also loads this module while it builds the app.
const opened = () => (threepid ??= threepidOf(process.env));

export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(
  { handle: async (request) => (await opened()).handle(request) },
  { trustProxy: 1 },
);
