import type { Clock } from '@threepid/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { OpenConnection, type StopPatience } from './open-connection.js';
import { stopListening } from './stop-listening.js';

/** Interval at which a stop looks at the connections that are left, in milliseconds. */
const lookMs = 50;

/**
 * Lets the server stop without losing a request that was sent in full, and without waiting for idle connections. Node by
 * itself does the opposite: it closes a keep-alive connection on which a request is arriving, and waits for one that
 * never sent a byte until it times out.
 *
 * From the stop on, each answer closes its connection. A connection without an in-flight request is closed after
 * `patience`.
 */
export function stopGracefully(app: FastifyInstance, patience: StopPatience, clock: Clock): void {
  const stop = new GracefulStop(app.server, patience, clock);
  app.addHook('preClose', () => stop.run());
  app.addHook('onClose', () => stop.drained());
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

  /** Stops listening, and resolves once every connection that is left has an in-flight request. */
  async run(): Promise<void> {
    this.state = 'closing the port';
    if (this.server.listening) await stopListening(this.server, this.clock);
    this.state = 'stopping';
    const stoppedAt = this.clock.now();
    for (const connection of this.connections.values()) connection.heard(stoppedAt);
    await this.untilAllInFlight(stoppedAt);
  }

  /** Resolves once all connections are closed. Node waits only for those that the server has accepted itself. */
  async drained(): Promise<void> {
    for (const socket of this.connections.keys())
      await new Promise((resolve) => socket.once('close', resolve));
  }

  /** Marks an answer as the last one on its connection, unless the client has already sent another request. */
  announce({ raw }: FastifyRequest, reply: FastifyReply): void {
    if (this.state === 'running') return;
    // Fastify would do so too early: a client that reconnects must find the port closed.
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

  private untilAllInFlight(stoppedAt: number): Promise<void> {
    return new Promise((resolve) => {
      // After this turn's reads, so that bytes that arrived while the process was busy count.
      const look = (): void =>
        void setImmediate(() => {
          if (this.closeDone(stoppedAt)) resolve();
          if (this.connections.size === 0) clearInterval(timer);
        });
      const timer = setInterval(look, lookMs);
      look();
    });
  }

  /** Closes what is done. True if every connection that is left has an in-flight request. */
  private closeDone(stoppedAt: number): boolean {
    const now = this.clock.now();
    const left = [...this.connections.values()];
    for (const connection of left) connection.closeIfDone(stoppedAt, now, this.patience);
    return left.every(({ isClosed, waiting }) => isClosed || waiting > 0);
  }
}
