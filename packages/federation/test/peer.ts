import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import type { Certificate } from './certificates.js';

/** A request that a peer received. */
export interface PeerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The reaction of a peer to a request. */
export type PeerAnswer = (response: ServerResponse, request: PeerRequest) => void;

/** Another server on a real loopback socket: it records its requests and answers as the test says. */
export class Peer {
  readonly requests: PeerRequest[] = [];
  /** Connections so far. */
  connections = 0;
  answer: PeerAnswer = (response) => response.writeHead(500).end();
  readonly #server: Server;

  private constructor(certificate: Certificate | undefined) {
    const listener: RequestListener = (request, response) => {
      void this.#take(request, response);
    };
    this.#server =
      certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(certificate?: Certificate): Promise<Peer> {
    const peer = new Peer(certificate);
    peer.#server.listen(0, '127.0.0.1');
    await once(peer.#server, 'listening');
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers each request with a status, a body and headers. */
  answers(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    this.answer = (response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const taken = { method, url, headers, body: Buffer.concat(chunks).toString() };
    this.requests.push(taken);
    this.answer(response, taken);
  }
}

/** A TCP server that need not speak HTTP: once a request has come in, the test says what happens to the connection. */
export class RawPeer {
  readonly #server: TcpServer;
  readonly #sockets = new Set<Socket>();

  private constructor(reply: (socket: Socket) => void) {
    this.#server = createTcpServer((socket) => {
      this.#sockets.add(socket);
      socket
        .on('error', () => undefined)
        .once('data', () => {
          reply(socket);
        });
    });
  }

  static async start(reply: (socket: Socket) => void): Promise<RawPeer> {
    const peer = new RawPeer(reply);
    peer.#server.listen(0, '127.0.0.1');
    await once(peer.#server, 'listening');
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
