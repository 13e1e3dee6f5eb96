import { readTrustProxy } from '@threepid/example-environment';
import { toApiHandler } from '@threepid/next';
import { verification } from '../../../server/verification';

// The core parses bodies itself, so that malformed ones get the same answer everywhere.
export const config = { api: { bodyParser: false } };

export default toApiHandler(
  { handle: async (request) => (await verification()).handle(request) },
  { trustProxy: readTrustProxy(process.env) },
);
