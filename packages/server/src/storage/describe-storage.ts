import type { StorageSettings } from '../settings/parsers/parse-storage.js';

/** Describes a storage for a person: its hosts, without the password. */
export function describeStorage(settings: StorageSettings): string {
  if (settings.kind === 'memory') return 'memory';
  if (settings.kind === 'redis') return `redis ${new URL(settings.url).host}`;
  const hosts = settings.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
  return `redis ${settings.kind} ${hosts}`;
}
