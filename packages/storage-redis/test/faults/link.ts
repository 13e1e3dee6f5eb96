import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network link to a server, with a delay on what comes back. What is under way is lost when the link breaks. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private cuts = 0;

  private constructor(
    private readonly server: Server,
    private target: number,
    private readonly delayMs: number,
  ) {}

  /** A link to a port of this machine. */
  static async to(target: number, delayMs = 0): Promise<Link> {
    const server = createServer();
    const link = new Link(server, target, delayMs);
    server.on('connection', (near) => {
      link.carry(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Leads new connections elsewhere, and breaks those there are. */
  leadTo(target: number): void {
    this.target = target;
    this.break();
  }

  /** Breaks the connection that the next reply comes by, instead of carrying it. */
  cutNextReply(): void {
    this.cuts += 1;
  }

  break(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.server.close();
    this.break();
  }

  private carry(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    near.pipe(far);
    far.on('data', (chunk) => {
      if (this.cuts > 0) {
        this.cuts -= 1;
        near.destroy();
      } else if (this.delayMs === 0) {
        near.write(chunk);
      } else {
        setTimeout(() => near.destroyed || near.write(chunk), this.delayMs);
      }
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true).on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
