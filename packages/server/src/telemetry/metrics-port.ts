import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { addressOf } from '../http/address-of.js';
import { urlOf } from '../http/url-of.js';
import type { MetricsAddress } from '../settings/parsers/metrics-address.js';

/**
 * Makes the text of the metrics.
 *
 * @param patienceMs time after which the scraper waits no more, in milliseconds.
 */
export type MetricsSource = (patienceMs: number) => Promise<string>;

const path = '/metrics';

/** Time that a scraper waits by default, and the longest, in milliseconds. */
const usualPatienceMs = 10_000;
/** Time after which a scraper that reads nothing is cut off, in milliseconds. */
const slowMs = 30_000;
/** Longer than scrapers usually wait between two scrapes, in milliseconds. */
const keepAliveMs = 75_000;
const mostConnections = 100;

/** A port of its own for `/metrics`. */
export class MetricsPort {
  private server: Server | undefined;

  constructor(private readonly logger: Logger) {}

  /**
   * Listens, and resolves to the URL of the metrics.
   *
   * @throws Error if the address can't be listened on.
   */
  async listen({ host, port }: MetricsAddress, source: MetricsSource): Promise<string> {
    this.server = createServer((request, response) => void this.answer(request, response, source));
    this.server.setTimeout(slowMs);
    this.server.keepAliveTimeout = keepAliveMs;
    this.server.maxConnections = mostConnections;
    this.server.listen(port, await addressOf(host));
    await once(this.server, 'listening');
    return urlOf(this.server.address() as AddressInfo) + path;
  }

  /** Closes the port, and all connections: a slow scraper must not hold up the stop. */
  async close(): Promise<void> {
    const { server } = this;
    if (server?.listening !== true) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    source: MetricsSource,
  ): Promise<void> {
    if (refusesOther(request, response)) return;
    try {
      const text = await source(patienceOf(request));
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(text);
    } catch (err) {
      this.logger.warn({ err }, 'the metrics could not be read');
      refuse(response, 503, 'The metrics could not be read');
    }
  }
}

/** Refuses what doesn't ask for the metrics. True if it did. */
function refusesOther({ url, method }: IncomingMessage, response: ServerResponse): boolean {
  const isHere = url?.split('?', 1)[0] === path;
  if (isHere && (method === 'GET' || method === 'HEAD')) return false;
  if (isHere) refuse(response.setHeader('allow', 'GET, HEAD'), 405, 'Only GET and HEAD');
  else refuse(response, 404, `The metrics are at ${path}`);
  return true;
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}

/** Prometheus says how long it waits. */
function patienceOf({ headers }: IncomingMessage): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']);
  return seconds > 0 ? Math.min(seconds * 1_000, usualPatienceMs) : usualPatienceMs;
}
