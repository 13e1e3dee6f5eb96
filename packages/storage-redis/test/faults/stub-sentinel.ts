import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A Sentinel that knows one master and watches nothing: who is master is what the test says. */
export class StubSentinel {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private master: number,
  ) {}

  /** A Sentinel of a master on a port of this machine. */
  static async of(master: number): Promise<StubSentinel> {
    const server = createServer();
    const sentinel = new StubSentinel(server, master);
    server.on('connection', (socket) => {
      sentinel.serve(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return sentinel;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Names another master from now on. */
  leadTo(master: number): void {
    this.master = master;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let words = firstCommand(text); words !== undefined; words = firstCommand(text)) {
        text = text.slice(words.length);
        socket.write(this.replyTo(words.command));
      }
    });
  }

  private replyTo([name = '', subcommand = '']: readonly string[]): string {
    if (name !== 'sentinel') return name === 'hello' ? "-ERR unknown command 'HELLO'\r\n" : '+OK\r\n';
    if (subcommand !== 'get-master-addr-by-name') return '*0\r\n';
    const port = String(this.master);
    return `*2\r\n$9\r\n127.0.0.1\r\n$${port.length}\r\n${port}\r\n`;
  }
}

/** The first whole command of what came in, in lower case, and how long it is; undefined while some of it is missing. */
function firstCommand(text: string): { readonly command: string[]; readonly length: number } | undefined {
  const lines = text.split('\r\n');
  const words = Number(lines[0]?.slice(1));
  if (!text.startsWith('*') || lines.length < 2 * words + 2) return undefined;
  const whole = lines.slice(0, 2 * words + 1);
  const command = whole.filter((_, index) => index > 0 && index % 2 === 0);
  return { command: command.map((word) => word.toLowerCase()), length: whole.join('\r\n').length + 2 };
}
