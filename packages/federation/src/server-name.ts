import { isIP } from 'node:net';
import { canonicalServerName } from '@threepid/core';

/** A parsed Matrix server name. */
export interface ServerName {
  /** Host in canonical form; an IPv6 address has its brackets. */
  readonly host: string;
  /** Port; undefined if the name has none, which differs from any explicit port. */
  readonly port: number | undefined;
  readonly isAddress: boolean;
}

/**
 * Parses a server name. Unlike in the name of an identity server, `:443` matters: with it the name is another
 * homeserver's.
 *
 * Source: Matrix specification, appendices, "Server name".
 *
 * @returns undefined if it is not a server name.
 */
export function parseServerName(name: string): ServerName | undefined {
  const match = /^(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?$/.exec(name);
  const host = canonicalServerName(match?.[1] ?? '');
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host, port, isAddress: host.startsWith('[') || isIP(host) !== 0 };
}

/** The canonical text of a server name, for comparisons. */
export function serverNameText({ host, port }: ServerName): string {
  return port === undefined ? host : `${host}:${port}`;
}
