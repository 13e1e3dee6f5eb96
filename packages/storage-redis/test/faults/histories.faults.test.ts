import type { LostSuffix, SessionHistoryReport } from '@threepid/contract-tests';
import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis, type Cluster } from 'ioredis';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CrowdOverRedis, type CrowdOverRedisOptions } from './crowd-over-redis.js';
import { startPair, stopPair, promote } from './lagging-pair.js';
import { Link } from './link.js';
import { failOver, topologies } from './replicated.js';

/** Replicas are not further behind than this, on one machine. */
const lagMs = 1_000;
/** Answered steps of one number that a failover may lose. */
const mostLost = 6;
const patient = { retryStrategy: () => 20, maxRetriesPerRequest: null };

/** Of so many numbers, one may have more calls in the failover that nobody saw answered than the search can sort out. */
const decided = 15;

/** Repeats the calls of a run, as far as what they are answered is the same. */
const seed = Number(process.env['THREEPID_SEED'] ?? randomInt(2 ** 31));

function check(title: string, crowd: CrowdOverRedis, lost?: LostSuffix): SessionHistoryReport {
  const report = crowd.history.check(lost === undefined ? {} : { lost });
  const { failures, undecided, ...counts } = report;
  const numbers = JSON.stringify({ ...counts, undecided: undecided.length });
  console.log(`      ${title}: ${numbers} (THREEPID_SEED=${seed})`);
  expect(failures.join('\n\n')).to.equal('');
  expect(undecided.length).to.be.at.most(lost === undefined ? 0 : report.partitions / decided);
  return report;
}

describe('histories of many hosts at once over one server', function () {
  this.timeout(120_000);
  let server: RedisServer;
  let links: readonly Link[] = [];
  let crowd: CrowdOverRedis;

  afterEach(async () => {
    crowd.stop();
    for (const link of links) link.close();
    await server.stop();
  });

  /** Each host reaches the server by a link of its own. */
  async function startLinked(options: Omit<CrowdOverRedisOptions, 'connect' | 'seed'>): Promise<void> {
    server = await startRedis();
    links = await Promise.all(Array.from({ length: 6 }, () => Link.to(server.port)));
    const connect = (host: number): Redis =>
      new Redis({
        port: links[host]?.port ?? 0,
        ...patient,
        autoResendUnfulfilledCommands: options.isResending,
      });
    crowd = new CrowdOverRedis({ connect, seed, ...options });
  }

  /** Connections break, and replies are lost, while secrets rotate. */
  async function breakLinks(): Promise<void> {
    for (let breaks = 0; breaks < 24; breaks += 1) {
      await crowd.goOn(40);
      if (breaks === 8) crowd.rotate();
      const link = links[breaks % links.length];
      if (breaks % 2 === 0) link?.cutNextReply();
      else link?.break();
    }
    await crowd.goOn(200);
  }

  it('are explained while nothing fails, and secrets rotate', async () => {
    await startLinked({ isResending: true });
    await crowd.during(async () => {
      await crowd.goOn(1_000);
      crowd.rotate();
      await crowd.goOn(1_000);
    });
    const { rejected, takenTwice } = check('nothing fails', crowd);
    expect([rejected, takenTwice]).to.deep.equal([0, 0]);
  });

  it('are explained where connections break and replies are lost', async () => {
    await startLinked({ isResending: false });
    await crowd.during(breakLinks);
    const { rejected, takenTwice } = check('lost connections', crowd);
    expect(rejected).to.be.greaterThan(0);
    expect(takenTwice).to.equal(0);
  });

  it('are explained where clients send again, but for calls that are taken twice', async () => {
    await startLinked({ isResending: true });
    await crowd.during(breakLinks);
    check('lost connections, calls sent again', crowd);
  });

  it('are explained where the server is stopped, and is killed and comes back with what it wrote down', async () => {
    server = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
    const connect = (): Redis =>
      new Redis({
        port: server.port,
        ...patient,
        autoResendUnfulfilledCommands: false,
        socketTimeout: 1_000,
      });
    crowd = new CrowdOverRedis({ connect, isResending: false, seed });
    await crowd.during(async () => {
      await crowd.goOn(300);
      server.freeze();
      await sleep(800);
      server.thaw();
      await crowd.goOn(300);
      await server.kill();
      await server.restart();
      await crowd.goOn(300);
    });
    expect(check('stopped and killed', crowd).rejected).to.be.greaterThan(0);
  });
});

for (const [topology, start] of Object.entries(topologies)) {
  describe(`histories of many hosts at once over ${topology}, through a failover`, function () {
    this.timeout(120_000);

    async function reportOf(
      title: string,
      fault: (old: RedisServer) => Promise<void>,
      options: Partial<CrowdOverRedisOptions> & { readonly most: number },
    ): Promise<SessionHistoryReport> {
      const servers = await start();
      const connect = (): Redis | Cluster => servers.connect();
      const crowd = new CrowdOverRedis({ connect, isResending: true, seed, ...options });
      try {
        const old = await servers.master();
        let lost: LostSuffix | undefined;
        await crowd.during(async () => {
          await crowd.goOn(500);
          const since = crowd.history.momentAt(performance.now() - lagMs);
          const failed = crowd.history.moment;
          await fault(old);
          const over = crowd.history.moment;
          lost = { since, failed, over, most: options.most };
          await failOver(servers.master, old);
          await old.restart();
          await crowd.goOn(500);
        });
        return check(`${topology}, ${title}`, crowd, lost);
      } finally {
        crowd.stop();
        servers.redis.removeAllListeners('end').disconnect();
        await servers.stop();
      }
    }

    const kill = (old: RedisServer): Promise<void> => old.kill();

    it('are explained but for the newest steps of a killed master', async () => {
      await reportOf('killed', kill, { most: mostLost });
    });

    it('are explained with waitReplicas, and no answered step is lost', async () => {
      const { lost } = await reportOf('killed, waitReplicas 1', kill, { most: 0, waitReplicas: 1 });
      expect(lost).to.equal(0);
    });
  });
}

describe('histories of many hosts at once over a master whose replica is behind', function () {
  this.timeout(120_000);

  /** The master dies, and its replica takes over, which has a replica of its own by then. */
  async function reportOf(
    title: string,
    { most, ...options }: Partial<CrowdOverRedisOptions> & { readonly most: number },
  ): Promise<SessionHistoryReport> {
    const pair = await startPair(50);
    const next = await startRedis({ replicaof: `127.0.0.1 ${pair.replica.port}` });
    const connect = (): Redis =>
      new Redis({ port: pair.access.port, ...patient, autoResendUnfulfilledCommands: false });
    const crowd = new CrowdOverRedis({ connect, isResending: false, seed, ...options });
    try {
      let lost: LostSuffix | undefined;
      await crowd.during(async () => {
        await crowd.goOn(500);
        const since = crowd.history.momentAt(performance.now() - lagMs);
        const failed = crowd.history.moment;
        await promote(pair);
        lost = { since, failed, over: crowd.history.moment, most };
        await crowd.goOn(500);
      });
      return check(title, crowd, lost);
    } finally {
      crowd.stop();
      await stopPair(pair);
      await next.stop();
    }
  }

  it('are explained but for the newest steps, which are lost when it dies', async () => {
    const { lost } = await reportOf('a replica 50 ms behind', { most: mostLost });
    expect(lost).to.be.greaterThan(0);
  });

  it('are explained with waitReplicas, and no answered step is lost when it dies', async () => {
    const waiting = { waitReplicas: 1, waitTimeoutMs: 1_000, commandTimeoutMs: 2_000 };
    const { lost } = await reportOf('a replica 50 ms behind, waitReplicas 1', { most: 0, ...waiting });
    expect(lost).to.equal(0);
  });
});
