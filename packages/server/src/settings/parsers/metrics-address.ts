import { isIP } from 'node:net';

/** Where the metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

const form = 'must be a port or host:port, such as 9464, 127.0.0.1:9464 or :9464 (all addresses)';

/** The host is a name, an IPv4 address, an IPv6 address in brackets, or nothing at all. */
const address = /^(?:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]*):)?([0-9]{1,5})$/;

/**
 * Accepts `host:port`; `:port`, which means all addresses, as programs in Go read it; or a port alone, which only this
 * machine reaches.
 *
 * @throws TypeError that says the forms.
 */
export function metricsAddress(text: string): MetricsAddress {
  const match = address.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw new TypeError(form);
  return { host: hostOf(match[1]), port };
}

function hostOf(text: string | undefined): string {
  if (text === undefined) return '127.0.0.1';
  if (text === '') return '0.0.0.0';
  if (!text.startsWith('[')) return text;
  const host = text.slice(1, -1);
  if (isIP(host) !== 6) throw new TypeError(form);
  return host;
}
