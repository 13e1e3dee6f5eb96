import { Agent, request as httpRequest } from 'node:http';
import { identityV1 } from './identity-client.js';

/**
 * How many requests a stop may lose of clients that connect again and again: the system may complete a connection between
 * the server's last look and the closing of the port, and resets it then. Nobody has read its request.
 */
export const mostUnread = 1;

/** Options of `HttpLoad`. */
export interface LoadOptions {
  readonly clients: number;
  /** True if each keeps its connection. */
  readonly keepAlive: boolean;
  /** Index of the first request, up to 8,999,999: requests of one index are equal. Default: 0. */
  readonly first?: number;
}

/** Clients that each send one request after the other with Node's agent, until the server accepts no more. */
export class HttpLoad {
  /** Number of requests by status or error code. */
  readonly outcomes = new Map<string, number>();
  readonly ended: Promise<unknown>;
  private readonly agent: Agent;
  private index: number;
  private wake = (): void => undefined;

  constructor(
    private readonly base: string,
    { clients, keepAlive, first = 0 }: LoadOptions,
  ) {
    this.index = first;
    this.agent = new Agent({ keepAlive });
    this.ended = Promise.all(Array.from({ length: clients }, () => this.run()));
  }

  /** Number of requests that were neither answered with 200 nor refused a connection. */
  get lost(): number {
    const ends = [...this.outcomes].filter(([outcome]) => outcome !== '200' && outcome !== 'ECONNREFUSED');
    return ends.reduce((sum, [, count]) => sum + count, 0);
  }

  /** Waits until `count` requests have been answered. */
  async reached(count: number): Promise<void> {
    while ((this.outcomes.get('200') ?? 0) < count) await new Promise<void>((wake) => (this.wake = wake));
  }

  private async run(): Promise<void> {
    for (let outcome = '200'; outcome === '200';) {
      outcome = await this.send();
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      this.wake();
    }
  }

  /** Sends a request without fetch, which would silently repeat a lost one. */
  private send(): Promise<string> {
    const url = `${this.base}${identityV1}/validate/msisdn/requestToken`;
    const headers = { 'content-type': 'application/json' };
    return new Promise((resolve) => {
      const request = httpRequest(url, { method: 'POST', headers, agent: this.agent }, (response) => {
        response.resume().once('close', () => {
          resolve(response.complete ? String(response.statusCode) : 'cut');
        });
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? error.message);
      });
      request.end(this.body());
    });
  }

  private body(): string {
    const index = this.index;
    this.index += 1;
    const phone_number = `0740${String(1_000_000 + index)}`;
    return JSON.stringify({ client_secret: `c.${index}`, country: 'GB', phone_number, send_attempt: 1 });
  }
}
