import {
  collectBody,
  isClaimed,
  remoteAddressOf,
  splitTarget,
  type HttpRequest,
  type Threepid,
} from '@threepid/core';
import type { Request, RequestHandler } from 'express';

/**
 * Express middleware that answers the protocol's calls and passes all other requests on.
 *
 * Mount it before the host's body parsers if possible; a body that is already parsed is used as it is. You can mount it
 * at a path (`app.use('/sub', ...)`). The client's address is `req.ip`, which follows the host's `trust proxy` setting.
 */
export function threepidMiddleware(threepid: Pick<Threepid, 'handle' | 'claims'>): RequestHandler {
  return async (req, res, next) => {
    try {
      const request = await toHttpRequest(req, threepid);
      const response = request && (await threepid.handle(request));
      if (response === undefined) {
        next();
        return;
      }
      // Express's own methods would add a charset and an ETag.
      res.writeHead(response.status, { ...response.headers }).end(response.body);
    } catch (error) {
      next(error);
    }
  };
}

async function toHttpRequest(
  req: Request,
  { claims }: Pick<Threepid, 'claims'>,
): Promise<HttpRequest | undefined> {
  const { path, query } = splitTarget(req.url);
  // The bodies of the host's own requests must stay unread.
  if (!isClaimed(claims, path, req.method)) return undefined;
  // Read before the body: it is gone once the client has disconnected.
  const remoteAddress = remoteAddressOf(req.ip, req.socket);
  return {
    method: req.method,
    path,
    query,
    headers: req.headers,
    body: req.readableDidRead ? (req.body as unknown) : await collectBody(req),
    remoteAddress,
  };
}
