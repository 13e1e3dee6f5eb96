import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SoakAnswer } from './soak-answer.js';

/** A request as a balancer passes it on. */
export interface PassedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The client's, for `X-Forwarded-For`. */
  readonly address: string;
  readonly body?: string;
}

/** Connections to each server at most: more people than that wait. */
const mostConnections = 256;

/**
 * A balancer in front of several servers. It takes them in turn, keeps its connections, and turns to another server if
 * one accepts no connections. A request that was sent is never sent again: that would hide what was lost.
 */
export class Balancer {
  readonly #urls: URL[];
  #agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
  #next = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls.map((url) => new URL(url));
  }

  /** A server was started anew, at another address. */
  replace(index: number, url: string): void {
    this.#urls[index] = new URL(url);
  }

  /** Closes the connections that are kept. */
  closeIdle(): void {
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
  }

  /** Passes a request on, and answers what came back. */
  async send(passed: PassedRequest): Promise<SoakAnswer> {
    const first = this.#next % this.#urls.length;
    this.#next += 1;
    let answer = cut('no server');
    for (const url of [...this.#urls.slice(first), ...this.#urls.slice(0, first)]) {
      answer = await exchange(url, passed, this.#agent);
      if (answer.outcome !== 'ECONNREFUSED') return answer;
    }
    return answer;
  }
}

function exchange(
  url: URL,
  { method, path, address, body }: PassedRequest,
  agent: Agent,
): Promise<SoakAnswer> {
  const headers = {
    'x-forwarded-for': address,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve) => {
    const { hostname, port } = url;
    const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
      void answerOf(response).then(resolve);
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      resolve(cut(error.code ?? error.message));
    });
    sent.end(body);
  });
}

async function answerOf(response: IncomingMessage): Promise<SoakAnswer> {
  const received = await text(response).catch(() => undefined);
  if (received === undefined || !response.complete) return cut('ECONNRESET');
  const body = parsed(received);
  const { errcode } = body;
  const status = String(response.statusCode);
  const retryAfter = response.headers['retry-after'];
  return {
    outcome: typeof errcode === 'string' ? `${status} ${errcode}` : status,
    body,
    retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
  };
}

function parsed(received: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(received) as Readonly<Record<string, unknown>>;
  } catch {
    return { errcode: 'no JSON' };
  }
}

function cut(outcome: string): SoakAnswer {
  return { outcome, body: {}, retryAfter: undefined };
}
