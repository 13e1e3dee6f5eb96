import { isLoopbackHost } from '@threepid/core';
import type { BoundedAnswer } from './bounded-exchange.js';
import { parseServerName, serverNameText, type ServerName } from './server-name.js';

/** The default port of the federation API. */
const federationPort = 8448;

/** Gets a URL; rejects if there is no answer. */
export type Get = (url: string) => Promise<BoundedAnswer>;

/**
 * The base URL of a homeserver's federation API. If the name has a port, that is used; otherwise the target of its
 * `/.well-known/matrix/server`; otherwise port 8448. SRV records are not looked up.
 *
 * Call this only for names that a trust policy admits. The target of `.well-known` is chosen by another host, so less
 * is accepted there: a host name with a dot, not an address and not a name of this machine. The target can't delegate
 * further, and must present a TLS certificate for its own name.
 *
 * Source: Matrix server-server API, "Resolving server names".
 */
export async function discoverServer(name: ServerName, get: Get): Promise<string> {
  if (name.port !== undefined) return baseUrlOf(name);
  if (name.isAddress) return baseUrlOf(name);
  return baseUrlOf((await delegatedName(name.host, get)) ?? name);
}

function baseUrlOf({ port = federationPort, ...name }: ServerName): string {
  return `https://${serverNameText({ ...name, port })}`;
}

async function delegatedName(host: string, get: Get): Promise<ServerName | undefined> {
  try {
    const { status, json } = await get(`https://${host}/.well-known/matrix/server`);
    return status === 200 ? delegationOf(json) : undefined;
  } catch {
    // The specification says to go on as if there were no delegation.
    return undefined;
  }
}

function delegationOf(json: unknown): ServerName | undefined {
  const target = (json as { readonly 'm.server'?: unknown } | null | undefined)?.['m.server'];
  const name = typeof target === 'string' ? parseServerName(target) : undefined;
  return name !== undefined && isPublicName(name) ? name : undefined;
}

function isPublicName({ host, isAddress }: ServerName): boolean {
  return !isAddress && host.includes('.') && !isLoopbackHost(host);
}
