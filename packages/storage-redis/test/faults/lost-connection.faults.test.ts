import { StorageUnavailableError } from '@threepid/core';
import {
  startRedis,
  startRedisCluster,
  type RedisCluster,
  type RedisServer,
} from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { Link } from './link.js';
import { MovingSlot } from './moving-slot.js';
import { ReplicatedSteps } from './replicated-step.js';
import { reversibleSteps } from './reversible-step.js';
import { StubSentinel } from './stub-sentinel.js';

const lagMs = 1_000;
const waiting = { waitReplicas: 1, waitTimeoutMs: 10_000 };

/** A master with two replicas that get all so much later, a Sentinel, and a client of them. */
interface Trio {
  readonly master: RedisServer;
  readonly replicas: readonly RedisServer[];
  readonly links: readonly Link[];
  readonly sentinel: StubSentinel;
  readonly redis: Redis;
}

async function startTrio(): Promise<Trio> {
  const master = await startRedis();
  const links = await Promise.all([Link.to(master.port, lagMs), Link.to(master.port, lagMs)]);
  const replicas = await Promise.all(links.map(({ port }) => startRedis({ replicaof: `127.0.0.1 ${port}` })));
  for (const replica of replicas) await eventually(() => isFollowing(replica));
  const sentinel = await StubSentinel.of(master.port);
  const redis = new Redis({
    sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
    name: 'master',
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  }).on('error', () => undefined);
  return { master, replicas, links, sentinel, redis };
}

async function isFollowing(replica: RedisServer): Promise<boolean> {
  return (await replica.command('INFO', 'replication')).includes('master_link_status:up');
}

/** The master dies, and a replica is promoted that the other follows: neither has what was still under way. */
async function failOver({ master, replicas, links, sentinel }: Trio): Promise<void> {
  const [first, second] = replicas as readonly [RedisServer, RedisServer];
  await master.kill();
  for (const link of links) link.close();
  await first.command('REPLICAOF', 'NO', 'ONE');
  await second.command('REPLICAOF', first.host, String(first.port));
  await eventually(() => isFollowing(second));
  sentinel.leadTo(first.port);
}

async function stopTrio({ master, replicas, links, sentinel, redis }: Trio): Promise<void> {
  redis.disconnect();
  sentinel.close();
  for (const link of links) link.close();
  await Promise.all([master, ...replicas].map((server) => server.stop()));
}

describe('a master that dies while a step waits for its replicas, with Sentinel', function () {
  this.timeout(60_000);
  let trio: Trio;
  let steps: ReplicatedSteps;

  beforeEach(async () => {
    trio = await startTrio();
    steps = new ReplicatedSteps(trio.redis, waiting);
  });
  afterEach(() => stopTrio(trio));

  /** The master dies with a step that waits for replicas, which none of them has. */
  async function takeAndLose(take: () => Promise<unknown>): Promise<unknown> {
    expect(await trio.redis.wait(2, 10_000)).to.equal(2);
    const taken = take();
    await eventually(async () =>
      (await trio.master.command('INFO', 'clients')).includes('blocked_clients:1'),
    );
    await failOver(trio);
    return taken;
  }

  for (const [name, stepOf] of Object.entries(reversibleSteps)) {
    it(`${name}: a step that no replica has is not reverted on the new master`, async () => {
      const step = stepOf(trio.redis, waiting);
      await step.take();
      const before = await step.state();
      expect(await takeAndLose(step.takeReplicated)).to.be.instanceOf(StorageUnavailableError);
      // What would revert it is ahead of these on the one connection.
      for (let trips = 0; trips < 5; trips += 1) await trio.redis.ping();
      expect(await step.state()).to.deep.equal(before);
    });
  }

  for (const name of ['consume', 'open', 'guess'] as const) {
    it(`${name}: a step that no replica has is never answered`, async () => {
      const step = await steps[name]();
      const outcome = await takeAndLose(step.take);
      const sent = steps.sender.messages.length;
      expect(await step.again(), 'lost').to.equal(step.ifLost);
      expect(outcome).to.equal('unavailable');
      if (name === 'open') expect([sent, steps.sender.messages.length]).to.deep.equal([0, 1]);
    });
  }
});

describe('a step that a Cluster takes elsewhere than its slot says', function () {
  this.timeout(60_000);
  let servers: RedisCluster;
  let redis: Cluster;

  beforeEach(async () => {
    servers = await startRedisCluster();
    redis = new Cluster(servers.nodes.map(({ host, port }) => ({ host, port })));
    redis.on('error', () => undefined);
  });
  afterEach(async () => {
    redis.disconnect();
    await servers.stop();
  });

  it('is answered once the replica of the node that took it has it', async () => {
    const step = await new ReplicatedSteps(redis, { waitReplicas: 1 }).consume();
    await MovingSlot.begin(servers);
    expect(await step.take()).to.equal('done');
    expect(await step.again()).to.equal('M_NO_VALID_SESSION');
  });

  it('is never answered if that replica has it not, whatever the replicas of others have', async () => {
    const step = await new ReplicatedSteps(redis, { waitReplicas: 1 }).consume();
    const slot = await MovingSlot.begin(servers);
    await slot.cutOffReplica();
    const outcome = await step.take();
    await slot.to.kill();
    slot.replica.thaw();
    await eventually(async () => (await slot.replica.command('ROLE')).startsWith('master'), 30_000);
    await slot.leadToReplica();
    // Until the nodes agree on the new master, the client is sent to the dead one and the step is not taken.
    let again = '';
    await eventually(async () => (again = await step.again()) !== 'unavailable', 30_000);
    expect(again, 'lost').to.equal(step.ifLost);
    expect(outcome).to.equal('unavailable');
  });
});

describe('a step whose reply was lost with its connection, and that the client sent again', () => {
  let master: RedisServer;
  let replica: RedisServer;
  let access: Link;
  let redis: Redis;

  beforeEach(async () => {
    master = await startRedis();
    replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
    await eventually(() => isFollowing(replica));
    access = await Link.to(master.port);
    redis = new Redis(access.port, { retryStrategy: () => 20 }).on('error', () => undefined);
  });
  afterEach(async () => {
    redis.disconnect();
    access.close();
    await Promise.all([master.stop(), replica.stop()]);
  });

  it('is never answered: the second time writes nothing that WAIT could wait for', async () => {
    const steps = new ReplicatedSteps(redis, waiting);
    // The script is known: else the reply that is cut is that of an EVALSHA which did nothing.
    expect(await (await steps.open()).take()).to.equal('done');
    const step = await steps.open();
    access.cutNextReply();
    expect(await step.take()).to.equal('unavailable');
    expect(steps.sender.messages).to.have.lengthOf(1);
  });
});
