import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage, type RedisSessionStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { Link } from './link.js';
import { Load, type LoadReport } from './load.js';

/** A master, and a replica that gets all so much later; the client's link can be led from one to the other. */
interface Pair {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly replication: Link;
  readonly access: Link;
  readonly redis: Redis;
}

async function startPair(lagMs: number): Promise<Pair> {
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
async function promote({ master, replica, replication, access }: Pair): Promise<void> {
  await master.kill();
  replication.close();
  await replica.command('REPLICAOF', 'NO', 'ONE');
  access.leadTo(replica.port);
}

describe('a master killed whose replica lags', function () {
  this.timeout(120_000);
  let pair: Pair;

  afterEach(async () => {
    pair.redis.disconnect();
    pair.access.close();
    pair.replication.close();
    await pair.master.stop();
    await pair.replica.stop();
  });

  async function reportOf(lagMs: number, options: RedisSessionStorageOptions): Promise<LoadReport> {
    pair = await startPair(lagMs);
    const storage = new RedisSessionStorage(pair.redis, options);
    const load = new Load(storage, ['aa']);
    const after = new RedisSessionStorage(pair.redis);
    await load.during(async () => {
      await eventually(() => Promise.resolve(load.succeeded >= 3_000), 60_000);
      await promote(pair);
      await eventually(async () => (await pair.redis.ping().catch(() => '')) === 'PONG');
      // The replica that was needed is master now, and there is no other: from here on nobody waits for one.
      load.goOnWith(after);
      const goal = load.succeeded + 6_000;
      await eventually(() => Promise.resolve(load.succeeded >= goal), 60_000);
    });
    const report = await load.report(pair.redis);
    console.log(`      ${lagMs} ms behind, ${JSON.stringify(options)}: ${JSON.stringify(report)}`);
    expect(report.mostCounted).to.be.at.most(5);
    expect(report.mostWrong).to.be.at.most(5);
    expect(report.mostSent).to.be.at.most(5 + report.sentLost);
    expect(report.mostJudged).to.be.at.most(5 + report.judgedLost);
    return report;
  }

  for (const lagMs of [1, 10, 50]) {
    it(`by ${lagMs} ms: bounds hold but for what was lost`, async () => {
      await reportOf(lagMs, {});
    });

    it(`by ${lagMs} ms, with waitReplicas: nothing is lost`, async () => {
      const report = await reportOf(lagMs, { waitReplicas: 1 });
      expect(report.sentLost + report.judgedLost).to.equal(0);
      expect([report.mostSent, report.mostJudged]).to.deep.equal([5, 5]);
    });
  }
});
