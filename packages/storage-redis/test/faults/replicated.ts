import { startRedisCluster, startRedisSentinels, type RedisServer } from '@threepid/contract-tests/redis';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** Servers of which one is master of the load's slots, and a client of theirs. */
export interface Replicated {
  readonly redis: Redis | Cluster;
  /** Another client, which whoever asks for it disconnects. */
  readonly connect: () => Redis | Cluster;
  readonly slots: readonly string[];
  readonly master: () => Promise<RedisServer>;
  readonly stop: () => Promise<void>;
}

/** The options that the README names. */
const clientOptions = {
  maxRetriesPerRequest: 2,
  socketTimeout: 1_000,
  connectTimeout: 1_000,
  reconnectOnError: (error: Error) => (error.message.startsWith('READONLY') ? 2 : false),
} as const;

export const topologies: Readonly<Record<string, () => Promise<Replicated>>> = {
  Sentinel: async () => {
    const { name, sentinels, master, stop } = await startRedisSentinels();
    const addresses = sentinels.map(({ host, port }) => ({ host, port }));
    const connect = () =>
      lasting(new Redis({ ...clientOptions, sentinels: addresses, name, failoverDetector: true }));
    return { redis: connect(), connect, slots: ['aa', 'bb', 'cc', 'dd'], master, stop };
  },
  'a Cluster': async () => {
    const { nodes, masterOf, stop } = await startRedisCluster();
    const addresses = nodes.map(({ host, port }) => ({ host, port }));
    const connect = () => lasting(new Cluster(addresses, { redisOptions: clientOptions }));
    const tags = Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(97 + index)}_`);
    const masters = await Promise.all(tags.map((tag) => masterOf(`{${tag}}`)));
    const slots = tags.filter((_, index) => masters[index] === masters[0]);
    const survivor = nodes.find((node) => node !== masters[0]) ?? nodes[0];
    const master = () => masterOf(`{${slots[0] ?? ''}}`, survivor);
    return { redis: connect(), connect, slots, master, stop };
  },
};

/** A client that goes on after it has given up. */
function lasting<Client extends Redis | Cluster>(client: Client): Client {
  client.on('error', () => undefined).on('end', () => void client.connect().catch(() => undefined));
  return client;
}

/** Waits until another server is master. */
export async function failOver(master: () => Promise<RedisServer>, old: RedisServer): Promise<void> {
  await eventually(async () => (await master().catch(() => old)) !== old, 30_000);
}
