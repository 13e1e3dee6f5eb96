import type { Cluster, Redis } from 'ioredis';

/** The oldest version of Redis that the storage is tested with. */
const oldest = 7;

/** Warnings about a Redis that would lose what must not be lost, each a sentence. None if it doesn't let this user look. */
export async function redisWarnings(client: Redis | Cluster): Promise<readonly string[]> {
  const info = await infoOf(client).catch(() => undefined);
  return info === undefined ? [] : warningsOf(new Map(info.split(/\r?\n/).map(fieldOf)));
}

async function infoOf(client: Redis | Cluster): Promise<string | undefined> {
  const [master] = 'nodes' in client ? client.nodes('master') : [client];
  return master?.info();
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split(':');
  return [name, value.join(':')];
}

function warningsOf(info: ReadonlyMap<string, string>): readonly string[] {
  const version = info.get('redis_version') ?? '';
  const policy = info.get('maxmemory_policy') ?? '';
  return [
    ...(Number.parseInt(version) < oldest ? [`Redis ${version} is older than ${oldest}.0`] : []),
    ...(policy !== '' && policy !== 'noeviction'
      ? [`maxmemory-policy ${policy} deletes sessions and message counts to make room; set noeviction`]
      : []),
    ...(info.get('aof_enabled') === '0'
      ? ['appendonly is off: a crash forgets what came since the last snapshot; set appendonly yes']
      : []),
  ];
}
