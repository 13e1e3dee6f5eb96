import type { RedisCluster, RedisServer } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** A slot on its way from one master of a Cluster to another: the keys are there, the slot is not yet. */
export class MovingSlot {
  private constructor(
    private readonly slot: string,
    private readonly from: RedisServer,
    /** The master that has the keys by now. */
    readonly to: RedisServer,
    /** The replica of that. */
    readonly replica: RedisServer,
  ) {}

  /** Begins to move the slot that all sessions of the Cluster lie in. */
  static async begin({ nodes, masterOf }: RedisCluster): Promise<MovingSlot> {
    const masters = await Promise.all(['{a}', '{b}', '{c}'].map((key) => masterOf(key)));
    const from = await holderOfSessions(masters);
    const to = masters.find((master) => master !== from) ?? from;
    const replica = await replicaOf(to, nodes);
    const slot = await moveKeys(from, to);
    const moving = new MovingSlot(slot, from, to, replica);
    await eventually(() => hasAll(to));
    return moving;
  }

  /** From here on the replica gets nothing, not even what the system would keep for it. */
  async cutOffReplica(): Promise<void> {
    this.replica.freeze();
    await this.to.command('CLIENT', 'KILL', 'TYPE', 'replica');
  }

  /**
   * Leads clients on to the replica, once it was promoted: it knows nothing of slots that move. A node refuses a
   * target that it still takes for a replica, so each is asked until it has heard of the promotion.
   */
  async leadToReplica(): Promise<void> {
    await setSlot(this.replica, this.slot, 'IMPORTING', this.from);
    await setSlot(this.from, this.slot, 'MIGRATING', this.replica);
  }
}

async function setSlot(
  node: RedisServer,
  slot: string,
  state: 'IMPORTING' | 'MIGRATING',
  other: RedisServer,
): Promise<void> {
  const id = await idOf(other);
  const take = async (): Promise<boolean> =>
    (await node.command('CLUSTER', 'SETSLOT', slot, state, id)) === 'OK';
  await eventually(take, 30_000);
}

/** Sessions, and the counts of their numbers: what messages cost lies in another slot. */
const sessionKeys = '3p:{*}[sn]*';

async function holderOfSessions(masters: readonly RedisServer[]): Promise<RedisServer> {
  for (const master of masters) if ((await master.command('KEYS', sessionKeys)) !== '') return master;
  throw new Error('no master holds a session');
}

/** The one replica of a master, and never of another. */
async function replicaOf(master: RedisServer, nodes: readonly RedisServer[]): Promise<RedisServer> {
  const port = /slave0:ip=[^,]+,port=(\d+)/.exec(await master.command('INFO', 'replication'))?.[1];
  const replica = nodes.find((node) => String(node.port) === port);
  if (replica === undefined) throw new Error('the master has no replica');
  return replica;
}

/** Moves what is in the slot of a master's sessions. By a client, since redis-cli takes no keys of bytes. */
async function moveKeys(from: RedisServer, to: RedisServer): Promise<string> {
  const redis = new Redis(from.port);
  try {
    const keys = await redis.keysBuffer(sessionKeys);
    const slots = await Promise.all(keys.map((key) => redis.cluster('KEYSLOT', key)));
    const slot = String(slots[0]);
    await setSlot(to, slot, 'IMPORTING', from);
    await setSlot(from, slot, 'MIGRATING', to);
    await redis.migrate(to.host, to.port, '', 0, 1_000, 'KEYS', ...keys);
    return slot;
  } finally {
    redis.disconnect();
  }
}

async function idOf(node: RedisServer): Promise<string> {
  return node.command('CLUSTER', 'MYID');
}

/** True if a master's replica has all that it wrote. */
async function hasAll(master: RedisServer): Promise<boolean> {
  const info = await master.command('INFO', 'replication');
  const [, offset] = /slave0:.*offset=(\d+)/.exec(info) ?? [];
  return offset !== undefined && offset === /master_repl_offset:(\d+)/.exec(info)?.[1];
}
