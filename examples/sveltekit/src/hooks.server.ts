import type { Handle, RequestEvent } from '@sveltejs/kit';
import { toFetchHandler } from '@threepid/fetch';
import { threepid } from '$lib/server/threepid';

const verification = toFetchHandler(threepid, {
  remoteAddress: (_request, event: RequestEvent) => event.getClientAddress(),
});

export const handle: Handle = async ({ event, resolve }) =>
  (await verification(event.request, event)) ?? resolve(event);
