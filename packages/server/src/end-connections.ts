import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

/**
 * Lets no connection outlive the stop: one that never sent a byte ends at once, and one that a request is under way on
 * ends with its answer. Node by itself waits for both until their time-outs.
 */
export function endConnectionsOnStop(app: FastifyInstance): void {
  const connections = new Set<Socket>();
  let stopping = false;
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  app.addHook('preClose', (done) => {
    stopping = true;
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done();
  });
}
