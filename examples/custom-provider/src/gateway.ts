import { randomUUID } from 'node:crypto';
import { ConsoleSmsSender } from '@threepid/core';
import Fastify, { type FastifyInstance } from 'fastify';

/** A stand-in for a company's gateway: it prints the messages, so that the example runs without one. */
export function createGateway(token: string): FastifyInstance {
  const app = Fastify();
  const printer = new ConsoleSmsSender();
  app.post<{ Body: { to: string; text: string; key: string } }>('/messages', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) return reply.code(401).send();
    const { to, text, key: idempotencyKey } = request.body;
    await printer.send({ to, text, idempotencyKey, country: undefined, purpose: 'verify' });
    return reply.code(202).send({ id: randomUUID() });
  });
  return app;
}
