import type { Cluster, Redis } from 'ioredis';

/**
 * Reconnects a client whenever it has ended, until `stop` is called. ioredis 6.0.0 ends a Sentinel client for good if the
 * master changes while it is connecting: every call would then fail until the process is restarted.
 */
export function keepConnected(client: Redis | Cluster): { readonly stop: () => void } {
  const reconnect = (): void => {
    // If this fails, an `error` event and another `end` follow.
    client.connect().catch(() => undefined);
  };
  client.on('end', reconnect);
  return {
    stop: () => {
      client.off('end', reconnect);
    },
  };
}
