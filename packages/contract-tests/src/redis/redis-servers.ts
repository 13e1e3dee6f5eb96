import { eventually, startRedisProcess, type RedisServer, type RedisSettings } from './redis-process.js';

/** A master and its replica under three Sentinels. */
export interface RedisSentinels {
  /** The name that the Sentinels watch the master by. */
  readonly name: string;
  readonly sentinels: readonly RedisServer[];
  /** Master and replica, in the order of the start: which is which may change. */
  readonly servers: readonly RedisServer[];
  /** Who is master now, as most of the Sentinels say. */
  readonly master: () => Promise<RedisServer>;
  readonly stop: () => Promise<void>;
}

/** A Cluster of three masters with a replica each. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  /** Who is master of a key's slot now, as `asked` says: one of the nodes, the first unless given. */
  readonly masterOf: (key: string, asked?: RedisServer) => Promise<RedisServer>;
  readonly stop: () => Promise<void>;
}

const sentinelName = 'threepid';
const nodeTimeoutMs = '1000';

/**
 * Starts one server. Whoever starts it stops it; if the process ends first, it is killed.
 *
 * @throws Error without redis-server on `PATH` or in `THREEPID_REDIS_SERVER`.
 */
export function startRedis(settings: RedisSettings = {}): Promise<RedisServer> {
  return startRedisProcess(settings);
}

/** Starts three Sentinels over a master and a replica, and waits until each knows all. They fail over within seconds. */
export async function startRedisSentinels(settings: RedisSettings = {}): Promise<RedisSentinels> {
  const first = await startRedisProcess(settings);
  const second = await startRedisProcess({ ...settings, replicaof: `${first.host} ${first.port}` });
  const servers = [first, second];
  const sentinels = await Promise.all(
    [1, 2, 3].map(() => startRedisProcess({}, sentinelConfiguration(first))),
  );
  await eventually('the replica to follow', async () => isFollowing(second));
  await eventually('the Sentinels to know each other', async () => allSo(sentinels, knowsAll));
  return {
    name: sentinelName,
    sentinels,
    servers,
    master: () => masterBySentinels(sentinels, servers),
    stop: () => stopAll([...sentinels, ...servers]),
  };
}

/** Starts a Cluster of six nodes, and waits until each knows the others' roles. It fails over within seconds. */
export async function startRedisCluster(settings: RedisSettings = {}): Promise<RedisCluster> {
  const cluster = { 'cluster-enabled': 'yes', 'cluster-node-timeout': nodeTimeoutMs, ...settings };
  const nodes = await Promise.all(Array.from({ length: 6 }, () => startRedisProcess(cluster)));
  const [first] = nodes as [RedisServer];
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
  await first.command('--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes');
  await eventually('the Cluster to be whole', async () => allSo(nodes, isWhole));
  await eventually('three replicas to follow', async () => (await count(nodes, isFollowing)) === 3);
  return {
    nodes,
    masterOf: (key, asked = first) => masterOfKey(key, asked, nodes),
    stop: () => stopAll(nodes),
  };
}

function sentinelConfiguration({ host, port }: RedisServer): string {
  return [
    `sentinel monitor ${sentinelName} ${host} ${port} 2`,
    `sentinel down-after-milliseconds ${sentinelName} 1000`,
    `sentinel failover-timeout ${sentinelName} 5000`,
    '',
  ].join('\n');
}

async function masterBySentinels(
  sentinels: readonly RedisServer[],
  servers: readonly RedisServer[],
): Promise<RedisServer> {
  const answers = await Promise.all(
    sentinels.map((sentinel) => sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', sentinelName)),
  );
  const votes = (port: number): number =>
    answers.filter((answer) => answer.split('\n')[1] === String(port)).length;
  const [master] = [...servers].sort((one, other) => votes(other.port) - votes(one.port)) as [RedisServer];
  return master;
}

async function knowsAll(sentinel: RedisServer): Promise<boolean> {
  const lines = (await sentinel.command('SENTINEL', 'MASTER', sentinelName)).split('\n');
  const field = (name: string): string | undefined => lines[lines.indexOf(name) + 1];
  return field('num-slaves') === '1' && field('num-other-sentinels') === '2' && field('flags') === 'master';
}

async function isFollowing(server: RedisServer): Promise<boolean> {
  return (await server.command('INFO', 'replication')).includes('master_link_status:up');
}

async function isWhole(node: RedisServer): Promise<boolean> {
  if (!(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) return false;
  const known = (await node.command('CLUSTER', 'NODES')).split('\n');
  return known.length === 6 && known.filter((line) => / (myself,)?slave /.test(line)).length === 3;
}

async function masterOfKey(
  key: string,
  asked: RedisServer,
  nodes: readonly RedisServer[],
): Promise<RedisServer> {
  const slot = Number(await asked.command('CLUSTER', 'KEYSLOT', key));
  const lines = (await asked.command('CLUSTER', 'NODES')).split('\n');
  const port = Number(lines.find((line) => serves(line, slot))?.match(/:(\d+)@/)?.[1]);
  const master = nodes.find((node) => node.port === port);
  if (master === undefined) throw new Error(`no node serves slot ${slot}`);
  return master;
}

/** Whether a line of `CLUSTER NODES` is that of a master that serves a slot: its ranges come ninth and later. */
function serves(line: string, slot: number): boolean {
  const [, , flags = '', , , , , , ...ranges] = line.split(' ');
  if (!flags.includes('master') || flags.includes('fail')) return false;
  return ranges.some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= slot && slot <= last;
  });
}

async function allSo(
  servers: readonly RedisServer[],
  isSo: (server: RedisServer) => Promise<boolean>,
): Promise<boolean> {
  return (await count(servers, isSo)) === servers.length;
}

async function count(
  servers: readonly RedisServer[],
  isSo: (server: RedisServer) => Promise<boolean>,
): Promise<number> {
  return (await Promise.all(servers.map(isSo))).filter(Boolean).length;
}

async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}
