import type { AddressInfo } from 'node:net';

/** The URL of a server by its address: one that works on this machine, if it listens on all. */
export function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
