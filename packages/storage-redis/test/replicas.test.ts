import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { Replicas } from '../dist/replicas.js';
import { TracedCommand } from '../dist/traced-command.js';
import { Link } from './faults/link.js';
import { sharedCluster } from './shared-cluster.js';

const lost = /^the connection that took the step was lost/;

/** A step that writes, once it is answered. */
async function stepOn(redis: Redis | Cluster, key = 'key'): Promise<TracedCommand> {
  const step = new TracedCommand('set', [key, 'value']);
  redis.sendCommand(step);
  await step.promise;
  return step;
}

async function failureOf(call: Promise<void>): Promise<string> {
  return call.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('Replicas', () => {
  let master: RedisServer;
  let replica: RedisServer;
  let link: Link;
  let redis: Redis;

  before(async () => {
    master = await startRedis();
    replica = await startRedis({ replicaof: `${master.host} ${master.port}` });
    link = await Link.to(master.port);
  });
  beforeEach(async () => {
    redis = new Redis(link.port, { retryStrategy: () => 1 }).on('error', () => undefined);
    expect(await redis.wait(1, 20_000)).to.equal(1);
  });
  afterEach(() => {
    redis.disconnect();
  });
  after(async () => {
    link.close();
    await Promise.all([master.stop(), replica.stop()]);
  });

  it('have a step once there are as many as are needed, and not with one less', async () => {
    const step = await stepOn(redis);
    expect(await failureOf(new Replicas(redis, 1, 20_000).have(step))).to.equal('none');
    expect(await failureOf(new Replicas(redis, 2, 1).have(step))).to.match(
      /^[01] of 2 replicas have the step/,
    );
  });

  it('do not vouch for a step that the client sent twice', async () => {
    link.cutNextReply();
    const step = await stepOn(redis);
    expect(step.isResent).to.equal(true);
    expect(await failureOf(new Replicas(redis, 1, 20_000).have(step))).to.match(lost);
  });

  it('do not vouch for a step whose connection is gone, nor while they are asked', async () => {
    const replicas = new Replicas(redis, 1, 20_000);
    const step = await stepOn(redis);
    link.break();
    await redis.ping();
    expect(await failureOf(replicas.have(step))).to.match(lost);
    const other = await stepOn(redis);
    link.cutNextReply();
    expect(await failureOf(replicas.have(other))).to.match(lost);
  });

  it('of a Cluster are those of the node that took the step', async function () {
    this.timeout(60_000);
    const nodes = await sharedCluster();
    const cluster = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
    const replicas = new Replicas(cluster, 1, 20_000);
    const steps = await Promise.all(['a', 'b', 'c'].map((key) => stepOn(cluster, key)));
    expect(new Set(steps.map(({ connection }) => connection))).to.have.property('size', 3);
    for (const step of steps) expect(await failureOf(replicas.have(step))).to.equal('none');
    cluster.disconnect();
  });
});
