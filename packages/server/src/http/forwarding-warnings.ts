import { createAddressRanges } from '@threepid/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** Options of the warnings: the proxies that the server trusts, and the callers that it doesn't count. */
export interface ForwardingOptions {
  /** Addresses and ranges of `THREEPID_TRUST_PROXY`. */
  readonly trustProxy: readonly string[];
  /** Addresses and ranges of `THREEPID_DELEGATES`. */
  readonly delegates: readonly string[];
  readonly logger: Pick<Logger, 'warn'>;
}

/** The headers in which proxies name their caller. The server only reads the first. */
const headers = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const;

/**
 * Logs a warning, once each, about a forwarding header from a peer that isn't trusted, and about a trusted proxy that
 * doesn't name its caller. In both cases the people behind the peer can't be distinguished.
 */
export function warnOfForwarding(app: FastifyInstance, options: ForwardingOptions): void {
  const warningOf = createWarningOf(options);
  const logged = new Set<string>();
  app.addHook('onRequest', (request, _reply, done) => {
    const warning = logged.size < 2 ? warningOf(request) : undefined;
    if (warning !== undefined && !logged.has(warning.kind)) {
      logged.add(warning.kind);
      options.logger.warn({ header: warning.header }, warning.message);
    }
    done();
  });
}

interface Warning {
  readonly kind: 'not trusted' | 'not named';
  readonly header: string | undefined;
  readonly message: string;
}

function createWarningOf({ trustProxy, delegates }: ForwardingOptions) {
  const isTrusted = createAddressRanges(trustProxy, 'proxy');
  const isDelegate = createAddressRanges(delegates, 'delegate');
  return (request: FastifyRequest): Warning | undefined => {
    const peer = request.raw.socket.remoteAddress;
    const header = headers.find((name) => request.headers[name] !== undefined);
    if (peer === undefined || (header === undefined && trustProxy.length === 0)) return undefined;
    const trusted = isTrusted(peer);
    if (!trusted && header !== undefined) return notTrusted(peer, header, isDelegate(peer));
    // A delegate on the proxy's own machine, and health checks, don't come through a proxy.
    const isDirect = header === undefined && (isDelegate(peer) || request.url.startsWith('/health/'));
    return trusted && header !== 'x-forwarded-for' && !isDirect
      ? notNamed(peer, header, isDelegate(peer))
      : undefined;
  };
}

function notTrusted(peer: string, header: string, delegate: boolean): Warning {
  const address = peer.replace(/^::ffff:/i, '');
  const advice = `If it is your proxy, set THREEPID_TRUST_PROXY=${address}${delegate ? ' and take it out of THREEPID_DELEGATES, unless a homeserver calls from there too' : ''}`;
  const message = `${address} sends ${header}, and THREEPID_TRUST_PROXY does not name it: ${countOf(delegate)}. ${advice}`;
  return { kind: 'not trusted', header, message };
}

function notNamed(peer: string, header: string | undefined, delegate: boolean): Warning {
  const address = peer.replace(/^::ffff:/i, '');
  const message = `the proxy ${address} sends no X-Forwarded-For: ${countOf(delegate)}. Make it send the header (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)`;
  return { kind: 'not named', header, message };
}

function countOf(delegate: boolean): string {
  return delegate
    ? 'it is a delegate, so that nobody who comes through it is judged by address'
    : 'all who come through it have one address to the guard';
}
