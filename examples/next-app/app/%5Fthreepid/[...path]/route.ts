import { toRouteHandlers } from '@threepid/next';
import { verification } from '../../../server/verification';

/** The development inbox: the messages that were sent, at `/_threepid/inbox`. In production nothing is here. */
export const { GET, HEAD, OPTIONS } = toRouteHandlers({
  handle: async (request) => (await verification()).inbox?.handle(request),
});
