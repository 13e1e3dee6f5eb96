import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { Link } from './link.js';

/** A master, and a replica that gets all so much later; the client's link can be led from one to the other. */
export interface Pair {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly replication: Link;
  readonly access: Link;
  readonly redis: Redis;
}

export async function startPair(lagMs: number): Promise<Pair> {
  const master = await startRedis();
  const replication = await Link.to(master.port, lagMs);
  const replica = await startRedis({ replicaof: `127.0.0.1 ${replication.port}` });
  await eventually(async () =>
    (await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
  const access = await Link.to(master.port);
  const redis = new Redis({ port: access.port, retryStrategy: () => 20 }).on('error', () => undefined);
  return { master, replica, replication, access, redis };
}

/** What a failover does, by hand and at once: what the replica has not got by now is lost. */
export async function promote({ master, replica, replication, access }: Pair): Promise<void> {
  await master.kill();
  replication.close();
  await replica.command('REPLICAOF', 'NO', 'ONE');
  access.leadTo(replica.port);
}

export async function stopPair({ master, replica, replication, access, redis }: Pair): Promise<void> {
  redis.disconnect();
  access.close();
  replication.close();
  await master.stop();
  await replica.stop();
}
