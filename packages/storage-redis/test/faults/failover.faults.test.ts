import type { RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { eventually } from './eventually.js';
import { Load, type LoadReport } from './load.js';
import { failOver, topologies, type Replicated } from './replicated.js';

const commandTimeoutMs = 500;

/** Waits until the load has made `calls` more calls that succeeded. */
async function goOn(load: Load, calls: number): Promise<void> {
  const goal = load.succeeded + calls;
  await eventually(() => Promise.resolve(load.succeeded >= goal), 60_000);
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
