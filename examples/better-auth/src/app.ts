import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createCallerAddressOf } from '@threepid/core';
import { toNodeHandler } from 'better-auth/node';
import { addressHeader, type createAuth } from './auth.js';

/** A server with better-auth's endpoints below `/api/auth`. */
export function createApp(auth: ReturnType<typeof createAuth>, trustProxy: readonly string[] = []): Server {
  const answer = toNodeHandler(auth);
  const addressOf = createCallerAddressOf(trustProxy);
  return createServer((request, response) => {
    // better-auth reads addresses from headers alone: without a proxy, it would have to believe the caller's.
    const address = addressOf(request.socket.remoteAddress, forwardedFor(request));
    request.headers[addressHeader] = typeof address === 'string' ? address : 'unknown';
    answer(request, response).catch(() => {
      refuse(response);
    });
  });
}

function forwardedFor({ headers }: IncomingMessage): string {
  return String(headers['x-forwarded-for'] ?? '');
}

/** The method or the `Host` can't be those of a web `Request`. Uncaught, such an error would end the process. */
function refuse(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(400, { connection: 'close' }).end();
}
