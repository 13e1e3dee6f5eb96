import { startRedis } from '@threepid/contract-tests/redis';
import { RedisSpendingStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { promote, startPair, stopPair } from './lagging-pair.js';
import { messagesOfBudget, SpendingLoad, type SpendingReport } from './spending-load.js';

const commandTimeoutMs = 500;
const lagMs = 50;
/** Replication waits for this process too, which is busy. */
const atMostBehindMs = 1_000;

/** Waits until so many more messages were paid for. */
async function goOn(load: SpendingLoad, messages: number): Promise<void> {
  const goal = load.reserved + messages;
  await eventually(() => Promise.resolve(load.reserved >= goal), 60_000);
}

/** Waits until so many more calls were rejected. */
async function failOn(load: SpendingLoad, calls: number): Promise<void> {
  const goal = load.unavailable + calls;
  await eventually(() => Promise.resolve(load.unavailable >= goal), 60_000);
}

function printed(title: string, report: SpendingReport): SpendingReport {
  console.log(`      ${title}: ${JSON.stringify(report)}`);
  return report;
}

describe('budgets on Redis that fails', function () {
  this.timeout(60_000);

  it('stopped, and then full: reserves nothing meanwhile, and no budget pays for more', async () => {
    const server = await startRedis();
    const redis = new Redis({ port: server.port, retryStrategy: () => 20 }).on('error', () => undefined);
    const load = new SpendingLoad(new RedisSpendingStorage(redis, { commandTimeoutMs }));
    await load.during(async () => {
      await goOn(load, 200);
      server.freeze();
      await failOn(load, 32);
      server.thaw();
      await goOn(load, 100);
      await redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1');
      await failOn(load, 100);
      const { reserved } = load;
      await failOn(load, 100);
      expect(load.reserved).to.equal(reserved);
      await redis.config('SET', 'maxmemory', '0');
      await goOn(load, 100);
    });
    const report = printed('stopped, then full', await load.report());
    redis.disconnect();
    await server.stop();
    expect(report.lost).to.equal(0);
    expect(report.mostOfCountry).to.be.at.most(messagesOfBudget);
  });

  async function killed(options: RedisStorageOptions): Promise<[SpendingReport, reservedLately: number]> {
    const pair = await startPair(lagMs);
    const load = new SpendingLoad(new RedisSpendingStorage(pair.redis, { commandTimeoutMs, ...options }));
    let reservedLately = 0;
    await load.during(async () => {
      await goOn(load, 500);
      const killedAt = Date.now();
      await promote(pair);
      reservedLately = load.reservedSince(killedAt - atMostBehindMs);
      await eventually(async () => (await pair.redis.ping().catch(() => '')) === 'PONG');
      // The replica is master now, and has none itself.
      load.goOnWith(new RedisSpendingStorage(pair.redis, { commandTimeoutMs }));
      await goOn(load, 500);
    });
    const report = printed(`killed, ${lagMs} ms behind, ${JSON.stringify(options)}`, await load.report());
    await stopPair(pair);
    return [report, reservedLately];
  }

  it('killed, its replica 50 ms behind: overspends no more than was reserved just before', async () => {
    const [report, reservedLately] = await killed({});
    expect(report.lost).to.be.at.most(reservedLately);
    expect(report.mostOfCountry).to.be.at.most(messagesOfBudget + report.lost);
  });

  it('killed, its replica 50 ms behind, with waitReplicas: overspends nothing', async () => {
    const [report] = await killed({ waitReplicas: 1 });
    expect(report.lost).to.equal(0);
    expect(report.mostOfCountry).to.be.at.most(messagesOfBudget);
  });
});
