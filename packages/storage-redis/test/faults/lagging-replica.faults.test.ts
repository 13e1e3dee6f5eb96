import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { eventually } from './eventually.js';
import { promote, startPair, stopPair, type Pair } from './lagging-pair.js';
import { Load, type LoadReport } from './load.js';

/** The replica is promoted, while clients go on with the old master for some time: nobody told it. */
async function partition({ replica, replication, access }: Pair, load: Load): Promise<void> {
  replication.close();
  await replica.command('REPLICAOF', 'NO', 'ONE');
  const goal = load.asked + 2_000;
  await eventually(() => Promise.resolve(load.asked >= goal), 60_000);
  access.leadTo(replica.port);
}

describe('a master that is lost', function () {
  this.timeout(120_000);
  let pair: Pair;

  afterEach(async () => {
    await stopPair(pair);
  });

  async function reportOf(
    lagMs: number,
    options: RedisStorageOptions,
    fault: (pair: Pair, load: Load) => Promise<void> = promote,
  ): Promise<LoadReport> {
    pair = await startPair(lagMs);
    const storage = new RedisSessionStorage(pair.redis, options);
    const load = new Load(storage, ['aa']);
    const after = new RedisSessionStorage(pair.redis);
    await load.during(async () => {
      await eventually(() => Promise.resolve(load.succeeded >= 3_000), 60_000);
      await fault(pair, load);
      await eventually(async () => (await pair.redis.ping().catch(() => '')) === 'PONG');
      // The replica that was needed is master now, and there is no other: from here on nobody waits for one.
      load.goOnWith(after);
      const goal = load.succeeded + 6_000;
      await eventually(() => Promise.resolve(load.succeeded >= goal), 60_000);
    });
    const report = await load.report(pair.redis);
    console.log(
      `      ${fault.name}, ${lagMs} ms behind, ${JSON.stringify(options)}: ${JSON.stringify(report)}`,
    );
    expect(report.mostCounted).to.be.at.most(5);
    expect(report.mostWrong).to.be.at.most(5);
    expect(report.mostSent).to.be.at.most(5 + report.sentLost);
    expect(report.mostJudged).to.be.at.most(5 + report.judgedLost);
    return report;
  }

  for (const lagMs of [1, 10, 50]) {
    it(`killed, its replica ${lagMs} ms behind: bounds hold but for what was lost`, async () => {
      await reportOf(lagMs, {});
    });

    it(`killed, its replica ${lagMs} ms behind, with waitReplicas: nothing is lost`, async () => {
      const report = await reportOf(lagMs, { waitReplicas: 1 });
      expect(report.sentLost + report.judgedLost).to.equal(0);
      expect([report.mostSent, report.mostJudged]).to.deep.equal([5, 5]);
    });
  }

  it('cut off from its replica but not from clients: each side holds the bounds by itself', async () => {
    const report = await reportOf(0, {}, partition);
    expect(Math.max(report.mostSent, report.mostJudged)).to.be.at.most(10);
  });

  it('cut off from its replica but not from clients, with waitReplicas: nothing is lost', async () => {
    const report = await reportOf(0, { waitReplicas: 1, waitTimeoutMs: 20 }, partition);
    expect(report.sentLost + report.judgedLost).to.equal(0);
    expect([report.mostSent, report.mostJudged]).to.deep.equal([5, 5]);
  });
});
