import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { GuardedLoad, mostOfBlock, type GuardedReport } from './guarded-load.js';
import { promote, startPair, stopPair, type Pair } from './lagging-pair.js';
import { failOver, topologies } from './replicated.js';

/** Waits until so many more messages were sent. */
async function goOn(load: GuardedLoad, messages: number): Promise<void> {
  const goal = load.sent + messages;
  await eventually(() => Promise.resolve(load.sent >= goal), 60_000);
}

/** Waits until so many more calls were answered 503. */
async function failOn(load: GuardedLoad, calls: number): Promise<void> {
  const goal = load.unavailable + calls;
  await eventually(() => Promise.resolve(load.unavailable >= goal), 60_000);
}

function printed(title: string, report: GuardedReport): GuardedReport {
  console.log(`      ${title}: ${JSON.stringify(report)}`);
  return report;
}

describe('the guard on one Redis server that fails', function () {
  this.timeout(60_000);
  let server: RedisServer;
  let redis: Redis;

  beforeEach(async () => {
    server = await startRedis();
    redis = new Redis({ port: server.port, retryStrategy: () => 20 }).on('error', () => undefined);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  async function reportOf(title: string, fault: (load: GuardedLoad) => Promise<void>): Promise<void> {
    const load = new GuardedLoad(redis);
    await load.during(async () => {
      await goOn(load, 200);
      await fault(load);
      await goOn(load, 200);
    });
    const report = printed(title, await load.report());
    expect(report).to.include({ lost: 0, mostSent: mostOfBlock });
  }

  it('stopped: sends nothing meanwhile, and no block gets more than before', async () => {
    await reportOf('stopped', async (load) => {
      server.freeze();
      await failOn(load, 16);
      const { length } = load.sender.messages;
      await failOn(load, 16);
      expect(load.sender.messages).to.have.lengthOf(length);
      server.thaw();
    });
  });

  it('full, with noeviction: sends nothing meanwhile, and no block gets more than before', async () => {
    await reportOf('full', async (load) => {
      await redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1');
      await failOn(load, 100);
      const { length } = load.sender.messages;
      await failOn(load, 100);
      expect(load.sender.messages).to.have.lengthOf(length);
      await redis.config('SET', 'maxmemory', '0');
    });
  });
});

describe('the guard on a master that is lost', function () {
  this.timeout(60_000);
  let pair: Pair;
  const lagMs = 50;
  /** Replication waits for this process too, which is busy. */
  const atMostBehindMs = 1_000;

  beforeEach(async () => {
    pair = await startPair(lagMs);
  });
  afterEach(() => stopPair(pair));

  async function reportOf(waitReplicas: number): Promise<[GuardedReport, sentLately: number]> {
    const load = new GuardedLoad(pair.redis, { waitReplicas });
    let sentLately = 0;
    await load.during(async () => {
      await goOn(load, 300);
      const killedAt = Date.now();
      await promote(pair);
      sentLately = load.sentSince(killedAt - atMostBehindMs);
      await eventually(async () => (await pair.redis.ping().catch(() => '')) === 'PONG');
      // The replica is master now, and has none itself.
      load.goOnWith({ waitReplicas: 0 });
      await goOn(load, 600);
    });
    return [
      printed(`killed, ${lagMs} ms behind, waitReplicas ${waitReplicas}`, await load.report()),
      sentLately,
    ];
  }

  it('killed, its replica 50 ms behind: loses no more than was sent just before', async () => {
    const [report, sentLately] = await reportOf(0);
    expect(report.lost).to.be.at.most(sentLately);
    expect(report.mostSent).to.be.at.most(mostOfBlock + report.lost);
  });

  it('killed, its replica 50 ms behind, with waitReplicas: loses nothing', async () => {
    const [report] = await reportOf(1);
    expect(report.lost).to.equal(0);
    expect(report.mostSent).to.be.at.most(mostOfBlock);
  });
});

for (const [topology, start] of Object.entries(topologies))
  describe(`the guard in a failover of ${topology}`, function () {
    this.timeout(120_000);

    it('the master killed: loses no more than was sent in its last second', async () => {
      const servers = await start();
      const load = new GuardedLoad(servers.redis);
      const old = await servers.master();
      let sentLately = 0;
      await load.during(async () => {
        await goOn(load, 300);
        const killedAt = Date.now();
        await old.kill();
        sentLately = load.sentSince(killedAt - 1_000);
        await failOver(servers.master, old);
        await goOn(load, 300);
      });
      const report = printed(`${topology}, killed`, await load.report());
      servers.redis.removeAllListeners('end').disconnect();
      await servers.stop();
      expect(report.lost).to.be.at.most(sentLately);
      expect(report.mostSent).to.be.at.most(mostOfBlock + report.lost);
    });
  });
