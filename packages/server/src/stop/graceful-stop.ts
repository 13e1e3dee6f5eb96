import type { Clock } from '@threepid/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { OpenConnection, type StopPatience } from './open-connection.js';
import { stopListening } from './stop-listening.js';

/** How often a stop looks at the connections that are left, in milliseconds. */
const lookMs = 50;

/**
 * Lets the server stop without losing a request that was sent in full, and without waiting for a connection that has
 * nothing to say. Node by itself does the opposite of both: it closes a kept connection that a request is just coming
 * in on, and waits for one that never sent a byte until its time-outs.
 *
 * From the stop on, each answer closes its connection. What has no answer to wait for is closed after `patience`.
 */
export function stopGracefully(app: FastifyInstance, patience: StopPatience, clock: Clock): void {
  const stop = new GracefulStop(app.server, patience, clock);
  app.addHook('preClose', () => stop.run());
  app.addHook('onSend', (request, reply, _payload, done) => {
    stop.announce(request, reply);
    done();
  });
}

class GracefulStop {
  private readonly connections = new Map<Socket, OpenConnection>();
  private state: 'running' | 'closing the port' | 'stopping' = 'running';

  constructor(
    private readonly server: Server,
    private readonly patience: StopPatience,
    private readonly clock: Clock,
  ) {
    server.on('connection', (socket: Socket) => {
      this.add(socket);
    });
    // Before Fastify answers it, perhaps at once.
    server.prependListener('request', (request, response) => {
      this.begin(request, response);
    });
  }

  /** Listens no more, and resolves once each connection that is left has a request under way. */
  async run(): Promise<void> {
    this.state = 'closing the port';
    await stopListening(this.server, this.clock);
    this.state = 'stopping';
    const stoppedAt = this.clock.now();
    for (const connection of this.connections.values()) connection.heard(stoppedAt);
    await this.untilAllUnderWay(stoppedAt);
  }

  /** Says that this answer is the last one on its connection, unless the client has sent another request ahead. */
  announce({ raw }: FastifyRequest, reply: FastifyReply): void {
    if (this.state === 'running') return;
    // Fastify says it on its own, too early: who calls again on a new connection is to find the port closed.
    const isLast = this.state === 'stopping' && (this.connections.get(raw.socket)?.waiting ?? 0) <= 1;
    if (isLast) reply.header('connection', 'close');
    else reply.raw.removeHeader('connection');
  }

  private add(socket: Socket): void {
    this.connections.set(socket, new OpenConnection(socket, this.clock.now()));
    socket.once('close', () => this.connections.delete(socket));
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.connections.get(request.socket);
    connection?.begin(request);
    response.once('close', () => connection?.end(request));
  }

  private untilAllUnderWay(stoppedAt: number): Promise<void> {
    return new Promise((resolve) => {
      // After the turn's reading: bytes that came while the process was busy count.
      const look = (): void =>
        void setImmediate(() => {
          if (this.closeDone(stoppedAt)) resolve();
          if (this.connections.size === 0) clearInterval(timer);
        });
      const timer = setInterval(look, lookMs);
      look();
    });
  }

  /** Closes what is done, and says whether all that is left has a request under way. */
  private closeDone(stoppedAt: number): boolean {
    const now = this.clock.now();
    const left = [...this.connections.values()];
    for (const connection of left) connection.closeIfDone(stoppedAt, now, this.patience);
    return left.every(({ isClosed, waiting }) => isClosed || waiting > 0);
  }
}
