import { startRedisCluster, startRedisSentinels, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { Load, type LoadReport } from './load.js';

const commandTimeoutMs = 500;

/** Servers of which one is master of the load's slots, and a client of theirs. */
interface Replicated {
  readonly redis: Redis | Cluster;
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

const topologies: Readonly<Record<string, () => Promise<Replicated>>> = {
  Sentinel: async () => {
    const { name, sentinels, master, stop } = await startRedisSentinels();
    const addresses = sentinels.map(({ host, port }) => ({ host, port }));
    const redis = new Redis({ ...clientOptions, sentinels: addresses, name, failoverDetector: true });
    redis.on('end', () => void redis.connect().catch(() => undefined));
    return { redis: redis.on('error', () => undefined), slots: ['aa', 'bb', 'cc', 'dd'], master, stop };
  },
  'a Cluster': async () => {
    const { nodes, masterOf, stop } = await startRedisCluster();
    const redis = new Cluster(
      nodes.map(({ host, port }) => ({ host, port })),
      { redisOptions: clientOptions },
    );
    const tags = Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(97 + index)}_`);
    const masters = await Promise.all(tags.map((tag) => masterOf(`{${tag}}`)));
    const slots = tags.filter((_, index) => masters[index] === masters[0]);
    const survivor = nodes.find((node) => node !== masters[0]) ?? nodes[0];
    const master = () => masterOf(`{${slots[0] ?? ''}}`, survivor);
    redis.on('end', () => void redis.connect().catch(() => undefined));
    return { redis: redis.on('error', () => undefined), slots, master, stop };
  },
};

/** Waits until the load has made `calls` more calls that succeeded. */
async function goOn(load: Load, calls: number): Promise<void> {
  const goal = load.succeeded + calls;
  await eventually(() => Promise.resolve(load.succeeded >= goal), 60_000);
}

async function failOver(master: () => Promise<RedisServer>, old: RedisServer): Promise<void> {
  await eventually(async () => (await master().catch(() => old)) !== old, 30_000);
}

for (const [topology, start] of Object.entries(topologies)) {
  describe(`a failover of ${topology} under load`, function () {
    this.timeout(120_000);
    let servers: Replicated;

    beforeEach(async () => {
      servers = await start();
    });
    afterEach(async () => {
      servers.redis.removeAllListeners('end').disconnect();
      await servers.stop();
    });

    async function reportOf(
      fault: (load: Load, old: RedisServer) => Promise<void>,
      options: RedisStorageOptions = {},
    ): Promise<LoadReport> {
      const load = new Load(
        new RedisSessionStorage(servers.redis, { commandTimeoutMs, ...options }),
        servers.slots,
      );
      const old = await servers.master();
      await load.during(async () => {
        await goOn(load, 3_000);
        await fault(load, old);
        await failOver(servers.master, old);
        // As whatever looks after servers does: it comes back, and follows the new master.
        await old.restart();
        await goOn(load, 3_000);
      });
      return load.report(servers.redis);
    }

    /** What holds in any case: nothing goes beyond its bound but by what was lost. */
    function expectBounded(report: LoadReport, title: string): void {
      console.log(`      ${title}: ${JSON.stringify(report)}`);
      expect(report.mostCounted).to.be.at.most(5);
      expect(report.mostWrong).to.be.at.most(5);
      expect(report.mostSent).to.be.at.most(5 + report.sentLost);
      expect(report.mostJudged).to.be.at.most(5 + report.judgedLost);
    }

    const kill = (_: Load, old: RedisServer): Promise<void> => old.kill();

    it('the master killed: bounds hold but for what was lost', async () => {
      expectBounded(await reportOf(kill), `${topology}, killed`);
    });

    it('the master killed, with waitReplicas: nothing is lost', async () => {
      const report = await reportOf(kill, { waitReplicas: 1, waitTimeoutMs: 100 });
      expectBounded(report, `${topology}, killed, waitReplicas 1`);
      expect(report.sentLost + report.judgedLost).to.equal(0);
    });

    /** The old master comes back believing that it still is one, and answers whoever still asks it. */
    async function freezeUntilReplaced(_: Load, old: RedisServer): Promise<void> {
      old.freeze();
      await failOver(servers.master, old);
      old.thaw();
    }

    it('the master frozen and back after it was replaced: bounds hold but for what was lost', async () => {
      expectBounded(await reportOf(freezeUntilReplaced), `${topology}, frozen`);
    });

    it('the master frozen and back, with waitReplicas: nothing is lost', async () => {
      const report = await reportOf(freezeUntilReplaced, { waitReplicas: 1, waitTimeoutMs: 100 });
      expectBounded(report, `${topology}, frozen, waitReplicas 1`);
      expect(report.sentLost + report.judgedLost).to.equal(0);
    });
  });
}
