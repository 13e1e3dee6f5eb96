import { createAddressRanges } from '@threepid/core';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header in which a proxy names a request, and in which the server answers its id. */
export const requestIdHeader = 'x-request-id';

const idForm = /^[\w.-]{1,64}$/;

/**
 * Gives requests their ids: a trusted proxy's own, so that its log and this one can be compared, or a random one. Others
 * could write what they like into the log.
 *
 * @param trustProxy addresses and ranges of the proxies that are trusted.
 */
export function createRequestIds(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = createAddressRanges(trustProxy, 'proxy');
  return ({ headers, socket }) => {
    const { [requestIdHeader]: id } = headers;
    if (typeof id !== 'string' || !idForm.test(id)) return randomUUID();
    return isTrusted(socket.remoteAddress ?? '') ? id : randomUUID();
  };
}
