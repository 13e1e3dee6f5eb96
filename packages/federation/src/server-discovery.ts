import { isLoopbackHost } from '@threepid/core';
import type { BoundedAnswer } from './bounded-exchange.js';
import { parseServerName, serverNameText, type ServerName } from './server-name.js';

/** The port of the federation API where nothing names another. */
const federationPort = 8448;

/** Gets a URL; rejects if there is no answer. */
export type Get = (url: string) => Promise<BoundedAnswer>;

/**
 * The base URL of a homeserver's federation API: the port that the name has; else where its
 * `/.well-known/matrix/server` points; else port 8448. SRV records are not looked up.
 *
 * Only for names that a trust policy admits. What `.well-known` names is another host's to say, so that less is taken
 * from it: a host name with a dot, and neither an address nor a name of this machine. It is asked for no delegation of
 * its own, and over TLS it has to show a certificate for the name it was called by.
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
    // The specification goes on as if there were none.
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
