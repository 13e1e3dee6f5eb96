import { Command, type Cluster, type Redis } from 'ioredis';

/**
 * Waits until `replicas` replicas have all that this client has written to the node of `key`: `WAIT` counts what its own
 * connection wrote, so that it has to go where the write went.
 *
 * @throws Error if fewer have it in time.
 */
export async function waitForReplicas(
  redis: Redis | Cluster,
  key: Buffer,
  replicas: number,
  timeoutMs: number,
): Promise<void> {
  const command = new Command('wait', [replicas, timeoutMs]);
  if (isCluster(redis)) redis.sendCommand(command, undefined, { slot: slotOf(redis, key) });
  else redis.sendCommand(command);
  const having = Number(await command.promise);
  if (having < replicas) {
    throw new Error(`${having} of ${replicas} replicas have the step; a failover could lose it`);
  }
}

/** Whether a client is one of a Cluster. Told by its field, since a host may have another copy of ioredis. */
export function isCluster(redis: Redis | Cluster): redis is Cluster {
  return redis.isCluster;
}

function slotOf({ options: { keyPrefix } }: Cluster, key: Buffer): number {
  return new Command('exists', [key], keyPrefix === undefined ? {} : { keyPrefix }).getSlot();
}
