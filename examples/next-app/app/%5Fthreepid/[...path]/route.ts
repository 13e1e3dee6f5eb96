import { toRouteHandlers } from '@threepid/next';
import { verification } from '../../../server/verification';

/** The development inbox at `/_threepid/inbox` shows the messages that were sent. In production it answers 404. */
export const { GET, HEAD, OPTIONS } = toRouteHandlers({
  handle: async (request) => (await verification()).inbox?.handle(request),
});
