import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { portOf } from '@threepid/core';
import { Agent, buildConnector } from 'undici';

/** Options of connections to other servers. TLS certificates are always verified; no option turns that off. */
export interface ConnectionOptions {
  /** Time limit for each call as a whole, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /**
   * Your own certificate authorities, in PEM, in addition to those built into Node. Default: those of
   * `NODE_EXTRA_CA_CERTS`.
   */
  readonly certificateAuthorities?: readonly string[];
  /** Lookup of host names. Default: `dns.lookup`. */
  readonly lookup?: LookupFunction;
  /**
   * Maps the port to connect to, because tests can't listen on 443.
   *
   * @internal
   */
  readonly connectPort?: (port: number) => number;
}

export const defaultTimeoutMs = 10_000;

/** Maximum concurrent connections to one server; further calls wait, within their time limit. */
const connectionsPerServer = 128;

/** @throws TypeError if the time-out is invalid. */
export function createVerifiedAgent(options: ConnectionOptions): Agent {
  const { timeoutMs = defaultTimeoutMs, certificateAuthorities, lookup } = options;
  if (!(timeoutMs > 0 && timeoutMs <= 600_000))
    throw new TypeError('threepid: timeoutMs must be more than 0 and at most 600,000 milliseconds');
  const connect = buildConnector({
    timeout: timeoutMs,
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED can't turn it off.
    rejectUnauthorized: true,
    allowH2: false,
    ...(certificateAuthorities === undefined ? {} : { ca: [...rootCertificates, ...certificateAuthorities] }),
    ...(lookup === undefined ? {} : { lookup }),
  });
  return new Agent({
    connections: connectionsPerServer,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: (target, callback) => {
      connect({ ...target, port: connectedPort(target, options) }, callback);
    },
  });
}

function connectedPort(
  { port, protocol }: buildConnector.Options,
  { connectPort }: ConnectionOptions,
): string {
  const number = Number(portOf({ port, protocol }));
  return String(connectPort?.(number) ?? number);
}
