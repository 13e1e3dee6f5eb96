import type { StorageSettings } from '../settings/parsers/parse-storage.js';

/** A storage as it may be shown: its hosts, and no password. */
export function describeStorage(settings: StorageSettings): string {
  if (settings.kind === 'memory') return 'memory';
  if (settings.kind === 'redis') return `redis ${new URL(settings.url).host}`;
  const hosts = settings.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
  return `redis ${settings.kind} ${hosts}`;
}
