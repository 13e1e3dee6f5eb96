import { collectBody, createCallerAddressOf, remoteAddressOf, splitTarget } from '@threepid/core';
import type { NextApiHandler } from 'next';
import type { Answering, NextAdapterOptions } from './next-adapter-options.js';

/**
 * API route of the Pages Router, for `pages/api/_matrix/[...path].ts`: `export default toApiHandler(threepid)`,
 * together with `export const config = { api: { bodyParser: false } }`. With its body parser on, Next answers malformed
 * JSON itself.
 *
 * Paths outside the protocol get 404; the host's own files below `pages/api/_matrix` take precedence.
 */
export function toApiHandler(threepid: Answering, options: NextAdapterOptions = {}): NextApiHandler {
  const { prefix = '', trustProxy = 0 } = options;
  const callerAddressOf = createCallerAddressOf(trustProxy);
  return async (req, res) => {
    const forwardedFor = String(req.headers['x-forwarded-for'] ?? '');
    // Read before the body: it is gone once the client has disconnected.
    const peer = remoteAddressOf(req.socket.remoteAddress, req.socket);
    const response = await threepid.handle({
      ...splitTarget(req.url ?? '', prefix),
      remoteAddress: callerAddressOf(peer, forwardedFor),
      method: req.method ?? '',
      headers: req.headers,
      body: req.readableDidRead ? (req.body as unknown) : await collectBody(req),
    });
    if (response === undefined) res.writeHead(404).end();
    else res.writeHead(response.status, { ...response.headers }).end(response.body);
  };
}
