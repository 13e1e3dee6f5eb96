import { connect, type Socket } from 'node:net';

/** How bytes are written: at once, in pieces, or with the connection cut behind them. */
export type Manner = 'whole' | 'pieces' | 'cut';

/** A host that keeps a connection for longer, though its client has closed its side, fails the target. */
const silenceMs = 10_000;

/** Writes bytes, closes its own side of the connection, and reads until the host closes the other. */
export function socketExchange(port: number, bytes: Uint8Array, manner: Manner): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('the host keeps a connection that is over')));
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === undefined) reject(error);
    });
    socket.on('close', () => {
      resolve(Buffer.concat(received));
    });
    write(socket, bytes, manner);
  });
}

function write(socket: Socket, bytes: Uint8Array, manner: Manner): void {
  if (manner === 'whole') return void socket.end(bytes);
  if (manner === 'cut') return void socket.write(bytes, () => socket.resetAndDestroy());
  const third = Math.ceil(bytes.length / 3);
  const [first, second, last] = [
    bytes.subarray(0, third),
    bytes.subarray(third, 2 * third),
    bytes.subarray(2 * third),
  ];
  socket.setNoDelay(true);
  socket.write(first, () => {
    setImmediate(() => socket.write(second, () => setImmediate(() => socket.end(last))));
  });
}
