import { splitTarget, type Cors, type HttpResponse, type Threepid } from '@threepid/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRefusal } from './http-edge.js';
import { refusal } from './refusal.js';

/** Answers methods that Fastify doesn't route, and unknown paths, in the protocol's form. */
export async function answerUnrouted(
  threepid: Threepid,
  request: FastifyRequest,
  reply: FastifyReply,
  cors: Cors,
): Promise<FastifyReply> {
  const { origin } = request.raw.headers;
  const response = await threepid.handle({
    record: request.record,
    method: request.method,
    ...splitTarget(request.url),
    headers: { origin },
    body: undefined,
    remoteAddress: undefined,
  });
  if (response !== undefined) return send(reply, response);
  const more = cors.headersFor(origin);
  return sendRefusal(reply, refusal(404, 'Not Found', 'M_UNRECOGNIZED', 'Unrecognized request', more));
}

function send(reply: FastifyReply, { status, headers, body }: HttpResponse): FastifyReply {
  return reply.code(status).headers(headers).send(Buffer.from(body));
}
