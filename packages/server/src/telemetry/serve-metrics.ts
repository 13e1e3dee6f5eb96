import { version } from '../version.js';
import type { MetricsAddress } from '../settings/parsers/metrics-address.js';
import { SettingsError } from '../settings/settings-error.js';
import type { MetricsPort } from './metrics-port.js';
import type { MetricsSnapshot } from './metrics-snapshot.js';

/**
 * Serves metrics as text, and resolves to their URL.
 *
 * @param collect collects them, if it can within the milliseconds that it gets.
 * @throws SettingsError if the address can't be listened on.
 */
export async function serveMetrics(
  port: MetricsPort,
  address: MetricsAddress,
  collect: (patienceMs: number) => Promise<MetricsSnapshot>,
): Promise<string> {
  const [{ buildMetrics }, { metricsText }] = await Promise.all([
    import('./build-metrics.js'),
    import('./metrics-text.js'),
  ]);
  const build = buildMetrics(version());
  const source = async (patienceMs: number) => metricsText([...build, ...(await collect(patienceMs))]);
  return port.listen(address, source).catch((error: unknown) => {
    throw unreachable(error, address);
  });
}

/** Errors of listening by their codes, in words. */
const reasonByCode: Readonly<Record<string, (address: MetricsAddress) => string>> = {
  EADDRINUSE: ({ port }) => `must be another port: ${port} is in use`,
  EACCES: ({ port }) => `must be a port above 1023: ${port} needs special permission`,
  EADDRNOTAVAIL: ({ host }) => `must be an address of this machine, which ${host} is not`,
  ENOTFOUND: ({ host }) => `must be an address or a name of this machine, which ${host} is not`,
};

function unreachable(error: unknown, address: MetricsAddress): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasonByCode[code];
  return reason === undefined ? error : new SettingsError([`THREEPID_METRICS: ${reason(address)}`]);
}
