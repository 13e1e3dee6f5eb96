import { isDeepStrictEqual } from 'node:util';
import { StorageUnavailableError, type ReserveMessage } from '@threepid/core';
import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisSpendingStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './faults/eventually.js';
import { Link } from './faults/link.js';
import { sharedCluster } from './shared-cluster.js';
import { scriptCallsOf } from './own-redis.js';

const day = 86_400_000;
const now = Date.now();
const limited = { day: 1_000_000_000, month: 1_000_000_000 };

function request(change: Partial<ReserveMessage> = {}): ReserveMessage {
  return { country: 'GB', price: 40_000, budgets: { country: undefined, total: undefined }, now, ...change };
}

/** Messages of a country that are counted today. */
async function counted(storage: RedisSpendingStorage, country = 'GB'): Promise<number | undefined> {
  const [spent] = await storage.spent({ countries: [country], now });
  return spent?.day.messages;
}

describe('RedisSpendingStorage', () => {
  let server: RedisServer;
  let redis: Redis;
  let link: Link;
  let linked: Redis;
  let storage: RedisSpendingStorage;

  before(async () => {
    server = await startRedis();
    link = await Link.to(server.port);
    redis = new Redis(server.port);
    linked = new Redis(link.port, { retryStrategy: () => 1 }).on('error', () => undefined);
    storage = new RedisSpendingStorage(linked);
  });
  beforeEach(async () => {
    await redis.flushall();
    // The scripts are known: else the reply that is cut is that of an EVALSHA which did nothing.
    await storage.reserve(request({ country: 'ZZ' }));
    await storage.release(request({ country: 'ZZ' }));
  });
  after(async () => {
    redis.disconnect();
    linked.disconnect();
    link.close();
    await server.stop();
  });

  it('takes one step, and one key if there is no total budget', async () => {
    const calls = async (): Promise<number> => scriptCallsOf(await redis.info('commandstats'));
    const before = await calls();
    await storage.reserve(request({ budgets: { country: limited, total: limited } }));
    expect(await calls()).to.equal(before + 1);
    await redis.flushall();
    await storage.reserve(request());
    expect(await calls()).to.equal(before + 2);
    expect(await redis.dbsize()).to.equal(1);
  });

  it('deletes a month a week after its end, and no earlier if a clock is ahead', async () => {
    await storage.reserve(request({ now: Date.UTC(2030, 4, 10) }));
    await storage.reserve(request({ now: Date.UTC(2030, 4, 30) }));
    const ttl = await redis.pttl('3p:{GB}M203005');
    expect(ttl).to.be.within((22 + 7) * day - 5_000, (22 + 7) * day);
  });

  it('makes no month by a release, which would never expire', async () => {
    await storage.release(request({ budgets: { country: limited, total: limited } }));
    expect(await redis.keys('3p:{*}M*')).to.have.members(await redis.keys('3p:{ZZ}M*'));
  });

  it('counts a reservation that the client sends twice at least once, and a release once', async () => {
    await storage.reserve(request());
    link.cutNextReply();
    await storage.reserve(request());
    expect(await counted(storage)).to.be.within(2, 3);
    const before = (await counted(storage)) ?? 0;
    link.cutNextReply();
    await storage.release(request());
    expect(await counted(storage)).to.equal(before - 1);
  });

  it('releases what it reserves after the caller got an error', async () => {
    const failing = new RedisSpendingStorage(redis, { commandTimeoutMs: 300 });
    server.freeze();
    const asking = Array.from({ length: 20 }, () =>
      failing
        .reserve(request({ budgets: { country: limited, total: limited } }))
        .catch((error: unknown) => error),
    );
    for (const error of await Promise.all(asking)) expect(error).to.be.instanceOf(StorageUnavailableError);
    server.thaw();
    await eventually(async () => (await redis.keys('*X*')).length === 21);
    expect(await counted(storage)).to.equal(0);
    expect(await counted(storage, 'all')).to.equal(0);
  });

  it('releases nothing of what a late call could not reserve', async () => {
    const failing = new RedisSpendingStorage(redis, { commandTimeoutMs: 100 });
    await storage.reserve(request());
    server.freeze();
    const short = { day: 0, month: undefined };
    const error: unknown = await failing
      .reserve(request({ budgets: { country: short, total: undefined } }))
      .catch((thrown: unknown) => thrown);
    server.thaw();
    expect(error).to.be.instanceOf(StorageUnavailableError);
    // What was late, and what could take it back, are ahead of these on the one connection.
    for (let trips = 0; trips < 5; trips += 1) await redis.ping();
    expect(await counted(storage)).to.equal(1);
  });

  it('knows a release for two minutes, which is longer than a client sends it again', async () => {
    await storage.reserve(request());
    await storage.release(request());
    const [mark = ''] = await redis.keysBuffer('3p:{GB}X*');
    expect(await redis.pttl(mark)).to.be.within(115_000, 120_000);
  });

  it('takes few bytes: a whole month of a country, and a release', async () => {
    const begin = Date.UTC(2030, 6, 1);
    const whole = (date: number) => request({ price: 123_456_789, now: begin + date * day });
    for (let date = 0; date < 31; date += 1) await storage.reserve(whole(date));
    await storage.release(whole(30));
    const [mark = ''] = await redis.keysBuffer('3p:{GB}X*');
    expect(await redis.memory('USAGE', '3p:{GB}M203007')).to.be.below(750);
    expect(await redis.memory('USAGE', mark)).to.be.below(100);
  });
});

describe('RedisSpendingStorage on a Cluster', function () {
  this.timeout(60_000);
  const both = request({ budgets: { country: limited, total: limited } });
  let nodes: readonly RedisServer[];
  let redis: Cluster;
  let storage: RedisSpendingStorage;

  before(async () => {
    nodes = await sharedCluster();
    redis = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
    storage = new RedisSpendingStorage(redis);
    await storage.reserve(both);
  });
  after(() => {
    redis.disconnect();
  });

  it('takes one step without a total budget, and two at the same time with one', async () => {
    const steps = async (): Promise<number> => {
      const stats = await Promise.all(nodes.map((node) => node.command('INFO', 'commandstats')));
      return stats.reduce((sum, text) => sum + scriptCallsOf(text), 0);
    };
    const before = await steps();
    await storage.reserve(request());
    expect(await steps()).to.equal(before + 1);
    await storage.reserve(both);
    expect(await steps()).to.equal(before + 3);
  });

  it('gives the country back what it reserved if the total is short', async () => {
    const [before, beforeOfAll] = [await counted(storage), await counted(storage, 'all')];
    const short = { day: 0, month: undefined };
    const outcome = await storage.reserve(request({ budgets: { country: limited, total: short } }));
    expect(outcome).to.deep.equal({ kind: 'short', budget: 'total.day' });
    await eventually(async () => (await counted(storage)) === before);
    expect(await counted(storage, 'all')).to.equal(beforeOfAll);
  });

  for (const [place, failing] of ['the country', 'the total'].entries())
    it(`fails, and gives back what the other reserved, if ${failing} can not be asked`, async () => {
      const before = [await counted(storage), await counted(storage, 'all')];
      const send = redis.sendCommand.bind(redis);
      let commands = 0;
      redis.sendCommand = (command, ...others) => {
        commands += 1;
        if (commands !== place + 1) return send(command, ...others);
        command.reject(new Error('refused'));
        return command.promise;
      };
      const error: unknown = await storage.reserve(both).catch((thrown: unknown) => thrown);
      redis.sendCommand = send;
      expect(error).to.be.instanceOf(StorageUnavailableError).with.property('message', 'Redis: refused');
      await eventually(async () =>
        isDeepStrictEqual([await counted(storage), await counted(storage, 'all')], before),
      );
    });
});
