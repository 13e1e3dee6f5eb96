import { isIP } from 'node:net';
import { canonicalServerName } from '@threepid/core';

/** A Matrix server name, taken apart. */
export interface ServerName {
  /** In canonical form; an IPv6 address in its brackets. */
  readonly host: string;
  /** Undefined if the name has none, which is not the same as any port. */
  readonly port: number | undefined;
  readonly isAddress: boolean;
}

/**
 * Reads a server name. Other than in the name of an identity server, `:443` says something: it names another homeserver
 * than the name without a port.
 *
 * Source: Matrix specification, appendices, "Server name".
 *
 * @returns undefined for what is none.
 */
export function parseServerName(name: string): ServerName | undefined {
  const match = /^(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?$/.exec(name);
  const host = canonicalServerName(match?.[1] ?? '');
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host, port, isAddress: host.startsWith('[') || isIP(host) !== 0 };
}

/** The one spelling of a server name, by which names are compared. */
export function serverNameText({ host, port }: ServerName): string {
  return port === undefined ? host : `${host}:${port}`;
}
