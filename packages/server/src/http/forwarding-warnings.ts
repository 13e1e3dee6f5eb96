import { createAddressRanges } from '@threepid/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** Whom the server believes, and whom it doesn't count. */
export interface ForwardingOptions {
  /** Addresses and ranges of `THREEPID_TRUST_PROXY`. */
  readonly trustProxy: readonly string[];
  /** Addresses and ranges of `THREEPID_DELEGATES`. */
  readonly delegates: readonly string[];
  readonly logger: Pick<Logger, 'warn'>;
}

/** The headers by which proxies name their caller; the first is the one that can be believed. */
const headers = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const;

/**
 * Warns, once each, of a forwarding header from a peer that isn't trusted, and of a trusted proxy that doesn't name its
 * caller: in both cases the people behind the peer can't be told apart.
 */
export function warnOfForwarding(app: FastifyInstance, options: ForwardingOptions): void {
  const warningOf = createWarningOf(options);
  const given = new Set<string>();
  app.addHook('onRequest', (request, _reply, done) => {
    const warning = given.size < 2 ? warningOf(request) : undefined;
    if (warning !== undefined && !given.has(warning.kind)) {
      given.add(warning.kind);
      options.logger.warn({ header: warning.header }, warning.message);
    }
    done();
  });
}

interface Warning {
  readonly kind: 'not believed' | 'not named';
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
    if (!trusted && header !== undefined) return notBelieved(peer, header, isDelegate(peer));
    // A delegate on the proxy's own machine, and whoever looks after the server's health, come through no proxy.
    const isDirect = header === undefined && (isDelegate(peer) || request.url.startsWith('/health/'));
    return trusted && header !== 'x-forwarded-for' && !isDirect
      ? notNamed(peer, header, isDelegate(peer))
      : undefined;
  };
}

function notBelieved(peer: string, header: string, delegate: boolean): Warning {
  const address = peer.replace(/^::ffff:/i, '');
  const advice = `If it is your proxy, set THREEPID_TRUST_PROXY=${address}${delegate ? ' and take it out of THREEPID_DELEGATES, unless a homeserver calls from there too' : ''}`;
  const message = `${address} sends ${header}, and THREEPID_TRUST_PROXY does not name it: ${countOf(delegate)}. ${advice}`;
  return { kind: 'not believed', header, message };
}

function notNamed(peer: string, header: string | undefined, delegate: boolean): Warning {
  const address = peer.replace(/^::ffff:/i, '');
  const message = `the proxy ${address} sends no X-Forwarded-For: ${countOf(delegate)}. Make it send the header (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)`;
  return { kind: 'not named', header, message };
}

function countOf(delegate: boolean): string {
  return delegate
    ? 'it is a delegate, so that nobody who comes through it is limited by address'
    : 'all who come through it share one limit on messages';
}
