// Where the hosts of a bench keep everything: one Redis, or a Cluster of masters.
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';

const allSlots = 16_384;
const longestWaitMs = 30_000;

/** One server. */
export async function startOneRedis() {
  const server = await startRedis();
  return placeOf(server.url, [{ name: 'Redis', server }]);
}

/**
 * A Cluster of masters without replicas.
 *
 * @param masters the name of each, and the slots that it serves.
 */
export async function startMasters(masters) {
  const nodes = [];
  for (const { name, slots } of masters) nodes.push(await startMaster(name, slots));
  const [{ server: first }, ...others] = nodes;
  for (const { server } of others) await first.command('CLUSTER', 'MEET', server.host, String(server.port));
  await Promise.all(nodes.map(({ server }) => untilWhole(server, masters.length)));
  const addresses = nodes.map(({ server }) => `${server.host}:${server.port}`);
  return placeOf(`redis-cluster://${addresses.join(',')}`, nodes);
}

async function startMaster(name, slots) {
  // A master that has met no other doesn't know its own address.
  const server = await startRedis({ 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' });
  await server.command('CLUSTER', 'ADDSLOTS', ...slots.map(String));
  return { name, server };
}

async function untilWhole(server, masters) {
  for (const deadline = Date.now() + longestWaitMs; Date.now() < deadline; await sleep(50)) {
    const info = await server.command('CLUSTER', 'INFO');
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${masters}`)) return;
  }
  throw new Error('the Cluster does not become whole');
}

/** As many masters, each with the same number of slots in a row. */
export function evenMasters(many) {
  return Array.from({ length: many }, (_, index) => ({
    name: `master ${index + 1}`,
    slots: slotsBetween(Math.floor((index * allSlots) / many), Math.floor(((index + 1) * allSlots) / many)),
  }));
}

/** Masters that each serve the slots of some hash tags, and one more that serves all others. */
export async function mastersByTags(tagsByName, nameOfOthers) {
  const asked = await startRedis({ 'cluster-enabled': 'yes' });
  const slotOf = async (tag) => Number(await asked.command('CLUSTER', 'KEYSLOT', `{${tag}}`));
  try {
    const masters = [];
    for (const [name, tags] of Object.entries(tagsByName))
      masters.push({ name, slots: await Promise.all(tags.map(slotOf)) });
    const taken = new Set(masters.flatMap(({ slots }) => slots));
    return [
      ...masters,
      { name: nameOfOthers, slots: slotsBetween(0, allSlots).filter((slot) => !taken.has(slot)) },
    ];
  } finally {
    await asked.stop();
  }
}

function slotsBetween(first, end) {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

function placeOf(url, servers) {
  const nodes = servers.map(({ name, server }) => ({ name, redis: new Redis(server.port) }));
  return {
    url,
    nodes,
    close: async () => {
      for (const { redis } of nodes) redis.disconnect();
      await Promise.all(servers.map(({ server }) => server.stop()));
    },
  };
}
