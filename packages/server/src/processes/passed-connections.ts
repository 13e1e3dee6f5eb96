import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

/** Makes an HTTP server ready for connections that another process has accepted, and returns what takes them. */
export async function takePassedConnections(app: FastifyInstance): Promise<(socket: Socket) => void> {
  await app.ready();
  // It never listens itself. On this event, Node begins to watch the connections' time limits.
  app.server.emit('listening');
  return (socket) => {
    app.server.emit('connection', socket);
  };
}
