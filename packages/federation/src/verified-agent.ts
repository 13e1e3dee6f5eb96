import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { portOf } from '@threepid/core';
import { Agent, buildConnector } from 'undici';

/** How other servers are reached. TLS is verified, always: there is no option against it. */
export interface ConnectionOptions {
  /** For each call as a whole, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /**
   * Certificate authorities of your own, in PEM, beside those that Node brings along. Default: those of
   * `NODE_EXTRA_CA_CERTS` beside them.
   */
  readonly certificateAuthorities?: readonly string[];
  /** Looks host names up, as `dns.lookup` does, which is the default. */
  readonly lookup?: LookupFunction;
  /**
   * The port that is connected to in the place of another: tests can't listen on 443.
   *
   * @internal
   */
  readonly connectPort?: (port: number) => number;
}

export const defaultTimeoutMs = 10_000;

/** To one server at once; more calls wait, within their time. */
const connectionsPerServer = 128;

/** @throws TypeError for a time-out that can't be right. */
export function createVerifiedAgent(options: ConnectionOptions): Agent {
  const { timeoutMs = defaultTimeoutMs, certificateAuthorities, lookup } = options;
  if (!(timeoutMs > 0 && timeoutMs <= 600_000))
    throw new TypeError('threepid: timeoutMs must be milliseconds above 0, 600,000 at most');
  const connect = buildConnector({
    timeout: timeoutMs,
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED can't take it away.
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
