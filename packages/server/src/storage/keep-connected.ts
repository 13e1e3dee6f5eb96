import type { Cluster, Redis } from 'ioredis';

/**
 * Connects a client again whenever it has ended, until `stop` is called. ioredis 6.0.0 ends a client of Sentinel for good
 * if the master changes while it is connecting: every call would fail until the process is restarted.
 */
export function keepConnected(client: Redis | Cluster): { readonly stop: () => void } {
  const reconnect = (): void => {
    // Its failure comes as an `error` event, and another `end`.
    client.connect().catch(() => undefined);
  };
  client.on('end', reconnect);
  return {
    stop: () => {
      client.off('end', reconnect);
    },
  };
}
