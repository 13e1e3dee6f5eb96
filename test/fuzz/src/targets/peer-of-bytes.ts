import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A provider that reads one request of a connection, writes bytes, whatever they are, and closes it. */
export class PeerOfBytes {
  answer: Buffer = Buffer.alloc(0);
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.serve(socket);
    });
  }

  static async start(): Promise<PeerOfBytes> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // The process ends when the last target has.
    server.unref();
    return new PeerOfBytes(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections that are still open. */
  get open(): number {
    return this.sockets.size;
  }

  private serve(socket: Socket): void {
    const read: Buffer[] = [];
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      read.push(chunk);
      if (!isWhole(Buffer.concat(read).toString('latin1'))) return;
      read.length = 0;
      socket.end(this.answer);
    });
  }
}

function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(request.slice(0, end + 2))?.[1] ?? 0);
  return request.length >= end + 4 + length;
}
