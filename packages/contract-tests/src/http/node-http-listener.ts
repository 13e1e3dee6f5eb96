import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { collectBody, remoteAddressOf, splitTarget, type HttpRequest, type Threepid } from '@threepid/core';

/**
 * The plainest adapter there is: over Node's own HTTP server. Answers of other hosts are compared to its answers, and an
 * author of an adapter may begin with it.
 */
export function nodeHttpListener(threepid: Pick<Threepid, 'handle'>): RequestListener {
  return (request, response) => {
    answer(threepid, request, response).catch(() => response.destroy());
  };
}

async function answer(
  threepid: Pick<Threepid, 'handle'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answered = await threepid.handle(await toHttpRequest(request));
  const { status, headers, body } = answered ?? { status: 404, headers: {}, body: 'Not found' };
  response.writeHead(status, { ...headers }).end(body);
}

async function toHttpRequest(request: IncomingMessage): Promise<HttpRequest> {
  // Asked for before the body is awaited: a caller who leaves takes it along.
  const remoteAddress = remoteAddressOf(request.socket.remoteAddress, request.socket);
  return {
    method: request.method ?? '',
    ...splitTarget(request.url ?? ''),
    headers: request.headers,
    body: await collectBody(request),
    remoteAddress,
  };
}
