import { connect } from 'node:net';
import { decodeAnswers, type HttpAnswer } from './http-answer.js';
import { encodeCall, type HttpCall } from './http-call.js';

/** A host that answers nothing fails the test; the suite never waits for it otherwise. */
const silenceMs = 20_000;

/** Makes a request on a connection of its own. */
export async function exchange(baseUrl: string, call: HttpCall): Promise<HttpAnswer> {
  const [answer] = await exchangeAll(baseUrl, [call]);
  if (answer === undefined) throw new Error('the connection was closed without an answer');
  return answer;
}

/** Makes requests one behind the other on one connection, all written at once. The last one closes it. */
export async function exchangeAll(
  baseUrl: string,
  calls: readonly HttpCall[],
): Promise<readonly HttpAnswer[]> {
  const last = calls.length - 1;
  const bytes = calls.map((call, index) => encodeCall({ ...call, keepAlive: index < last }, baseUrl));
  const received = await exchangeBytes(baseUrl, Buffer.concat(bytes));
  return decodeAnswers(
    received,
    calls.map(({ method }) => method ?? 'GET'),
  );
}

/** Writes bytes to a host, and reads all that comes until it closes the connection. */
export function exchangeBytes(baseUrl: string, bytes: Uint8Array): Promise<Buffer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('the host is silent')));
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A host may cut a connection whose request it did not read to its end: what it said before counts.
      const isCut = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      if (!isCut) reject(error);
    });
    socket.on('close', () => {
      resolve(Buffer.concat(received));
    });
    socket.write(bytes);
  });
}

/** Makes a request on a connection of its own, and resets the connection as soon as all of it is written. */
export function resetAfterSending(baseUrl: string, call: HttpCall): Promise<void> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      resolve();
    });
    socket.write(encodeCall(call, baseUrl), () => socket.resetAndDestroy());
  });
}
