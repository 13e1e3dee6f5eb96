import { createThreepid, type SmsSender } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createHttpServer, type HttpServerOptions } from '../dist/http/http-server.js';
import { createLogger } from '../dist/log/logger.js';

/** The path of the call that sends a message. */
export const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/** A clock that a test sets. */
export class SetClock {
  private time = 0;
  private waiting: (() => void)[] = [];

  now(): number {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
    return this.time;
  }

  /** Sets it to a time, and resolves once somebody has looked at it since, and acted on what they saw. */
  async set(time: number): Promise<void> {
    this.time = time;
    for (let look = 0; look < 2; look += 1) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Sets it to a time. */
  jump(time: number): void {
    this.time = time;
  }
}

/** The HTTP server of a test, on a free port. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly base: string;
  /** What it logged, line by line. */
  readonly lines: readonly string[];
}

export type TestServerOptions = Partial<HttpServerOptions> & { readonly sms?: SmsSender };

/** Starts an HTTP server over a framework of its own, on a free port. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = openTestServer(options);
  return { ...server, base: await server.app.listen({ host: '127.0.0.1', port: 0 }) };
}

/** Makes an HTTP server over a framework of its own. It does not listen. */
export function openTestServer(options: TestServerOptions = {}): Omit<TestServer, 'base'> {
  const { sms = sendsAll, ...rest } = options;
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
  const storage = new MemorySessionStorage();
  const secret = 'of-a-test-'.repeat(4);
  const cors = rest.cors ?? '*';
  const threepid = createThreepid({
    secret,
    storage,
    sms,
    limits: false,
    guard: { mode: 'off' },
    cors,
    logger,
  });
  const ready = () => Promise.resolve({ isReady: true, parts: {} });
  const app = createHttpServer({ threepid, logger, trustProxy: undefined, ready, ...rest });
  return { app, lines };
}

const sendsAll: SmsSender = {
  name: 'sends-all',
  send: () => Promise.resolve({ kind: 'sent', messageId: '1' } as const),
};

/** A connection to a server, that answers are read from one by one. */
export class RawClient {
  private received = '';

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString()));
  }

  static async open(base: string): Promise<RawClient> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Sends text, and answers the next whole response that comes. */
  async exchange(text: string): Promise<string> {
    this.socket.write(text);
    return this.next();
  }

  /** @throws Error if the connection closes before the response is there. */
  async next(): Promise<string> {
    for (;;) {
      const response = this.take();
      if (response !== undefined) return response;
      if (this.socket.closed) throw new Error(`closed after: ${this.received}`);
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')]);
    }
  }

  /** All that came since the last response, once the other side has closed. */
  async rest(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.received;
  }

  private take(): string | undefined {
    const head = /^[^]*?\r\n\r\n/.exec(this.received)?.[0];
    if (head === undefined) return undefined;
    const end = head.length + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (this.received.length < end) return undefined;
    const response = this.received.slice(0, end);
    this.received = this.received.slice(end);
    return response;
  }
}

/** A request for a message to a number of its own, as bytes on the wire. */
export function requestOf(index: number): string {
  const body = JSON.stringify({
    client_secret: `c${index}`,
    country: 'GB',
    phone_number: `0740012${String(index).padStart(4, '0')}`,
    send_attempt: 1,
  });
  return `POST ${requestToken} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
