import type { Socket } from 'node:net';

/** An answer that refuses a request outside any route, in the protocol's form. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly errcode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/**
 * A refusal whose body is `{ errcode, error }`.
 *
 * @param more headers to add, such as those of CORS.
 */
export function refusal(
  status: number,
  reason: string,
  errcode: string,
  error: string,
  more: Readonly<Record<string, string>>,
): Refusal {
  return {
    status,
    reason,
    errcode,
    headers: { ...headers, ...more },
    body: JSON.stringify({ errcode, error }),
  };
}

/** Longest time that a refused connection may stay half open, in milliseconds. */
const lingerMs = 2_000;

/** Sends a refusal on a connection that no HTTP server handles any more, and closes it. */
export function refuseOn(socket: Socket, { status, reason, headers: given, body }: Refusal): void {
  const all = { ...given, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  // Without a listener, a connection that the client resets would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${body}`);
  // The rest of what the client sends is read, or the system would reset the connection before the answer arrives.
  socket.resume();
  const linger = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => {
    clearTimeout(linger);
  });
}
