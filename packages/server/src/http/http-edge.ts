import type { Cors } from '@threepid/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { refusal, refuseOn, type Refusal } from './refusal.js';

const unreadable = 'The request cannot be read';

/** Answers, in the protocol's form, requests that Node by itself answers with an empty body or by closing the connection. */
export function answerHttpEdge(app: FastifyInstance, cors: Cors): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (hasOneHost(request.raw)) done();
    else void sendRefusal(reply, withoutHost(cors.headersFor(request.headers.origin)));
  });
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    refuseExpectation(response, cors.headersFor(request.headers.origin));
  });
  app.server.on('connect', (request: IncomingMessage, socket: Socket) => {
    refuseTunnel(socket, cors.headersFor(request.headers.origin));
  });
}

type Headers = Refusal['headers'];

/** False for a request of HTTP/1.1 that has no Host, or several. Source: RFC 9112, 3.2. */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  // Names and values in turn.
  for (let at = 0; at < rawHeaders.length; at += 2) if (isHost(rawHeaders[at])) hosts += 1;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

function isHost(name: string | undefined): boolean {
  return name?.length === 4 && name.toLowerCase() === 'host';
}

function withoutHost(cors: Headers): Refusal {
  return refusal(400, 'Bad Request', 'M_UNRECOGNIZED', 'One Host header is needed', cors);
}

/** Refuses expectations other than `100-continue`. Source: RFC 9110, 10.1.1. */
function refuseExpectation(response: ServerResponse, cors: Headers): void {
  const { status, headers, body } = refusal(
    417,
    'Expectation Failed',
    'M_UNRECOGNIZED',
    'The expectation cannot be met',
    cors,
  );
  // A body may follow, which nobody reads.
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' }).end(body);
}

/** Refuses to act as a proxy. Source: RFC 9110, 9.3.6. */
function refuseTunnel(socket: Socket, cors: Headers): void {
  const more = { ...cors, allow: 'GET, HEAD, POST, OPTIONS' };
  refuseOn(socket, refusal(405, 'Method Not Allowed', 'M_UNRECOGNIZED', 'Unrecognized request', more));
}

/** Answers what isn't HTTP at all, unless the client is gone. Its origin is unknown. */
export function connectionRefusal(cors: Cors): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const [status, reason] = statusByParserError[error.code ?? ''] ?? [400, 'Bad Request'];
    refuseOn(socket, refusal(status, reason, 'M_UNRECOGNIZED', unreadable, cors.headersFor(undefined)));
  };
}

const statusByParserError: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
};

/** Answers an error that no route caught. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  cors: Headers,
): FastifyReply {
  if (isGone(request)) {
    request.log.debug(
      { requestId: request.id, err: error },
      'the client went away in the middle of its request',
    );
    return sendRefusal(reply, refusal(400, 'Bad Request', 'M_UNRECOGNIZED', unreadable, cors));
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return sendRefusal(reply, refusal(status, 'Bad Request', 'M_UNRECOGNIZED', unreadable, cors));
  request.log.error({ requestId: request.id, err: error }, 'request failed');
  return sendRefusal(
    reply,
    refusal(500, 'Internal Server Error', 'M_UNKNOWN', 'Internal server error', cors),
  );
}

/** True if the connection closed before the request had arrived in full. */
function isGone({ raw }: FastifyRequest): boolean {
  return !raw.complete && raw.socket.destroyed;
}

/** Sends a refusal as Fastify's answer. As bytes: Fastify would add a charset to a string. */
export function sendRefusal(reply: FastifyReply, { status, errcode, headers, body }: Refusal): FastifyReply {
  const { record } = reply.request;
  if (record !== undefined) record.outcome = errcode;
  return reply.code(status).headers(headers).send(Buffer.from(body));
}
