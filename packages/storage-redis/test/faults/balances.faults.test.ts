import {
  chargedGroups,
  defaultGuardTerms,
  oneMessage,
  StorageUnavailableError,
  type ChargedMessage,
} from '@threepid/core';
import {
  startRedis,
  startRedisCluster,
  type RedisCluster,
  type RedisServer,
} from '@threepid/contract-tests/redis';
import { RedisBalanceStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Cluster, Command, Redis } from 'ioredis';
import { isDeepStrictEqual } from 'node:util';
import { allowed, chargeRequest, newMessage, returnRequest, storedBalances, termsWith } from '../balances.js';
import { eventually } from './eventually.js';
import { Link } from './link.js';
import { reversibleSteps } from './reversible-step.js';

/** For calls that are to fail: they end by it. */
const hasty = { commandTimeoutMs: 500 };
/** For calls that are to succeed, on a busy machine too. */
const patient = { commandTimeoutMs: 15_000 };

async function expectUnavailable(step: Promise<unknown>): Promise<void> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(StorageUnavailableError);
}

/** True if every group of a message has what it started with. */
async function isUntouched(
  redis: Redis | Cluster,
  message: ChargedMessage,
  prefix?: string,
): Promise<boolean> {
  const stored = await storedBalances(redis, message, prefix);
  return chargedGroups(message).every(({ kind, key }) => {
    const start = defaultGuardTerms[kind].start / 1_000;
    return (stored.get(key)?.amount ?? start * oneMessage) === start * oneMessage;
  });
}

describe('balances on one Redis server that fails', () => {
  let server: RedisServer;
  let redis: Redis;
  let failing: RedisBalanceStorage;
  let balances: RedisBalanceStorage;

  async function start(settings = {}): Promise<void> {
    server = await startRedis(settings);
    redis = new Redis({ port: server.port, retryStrategy: () => 20 }).on('error', () => undefined);
    failing = new RedisBalanceStorage(redis, hasty);
    balances = new RedisBalanceStorage(redis, patient);
  }

  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('stopped: rejects in time, and refunds what it charges afterwards', async () => {
    await start();
    const message = newMessage();
    const charged = { ...message, lane: 'nobody', all: true } as const;
    server.freeze();
    const charges = Array.from({ length: 20 }, () => failing.charge(chargeRequest({ message })));
    await Promise.all(charges.map(expectUnavailable));
    server.thaw();
    await eventually(async () => (await storedBalances(redis, charged)).get('all') !== undefined);
    await eventually(async () => isUntouched(redis, charged));
  });

  it('full, with noeviction: rejects, changes nothing, and goes on once there is room', async () => {
    await start();
    const request = chargeRequest();
    const charged = allowed(await balances.charge(request));
    const before = await storedBalances(redis, charged);
    await redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1');
    await expectUnavailable(balances.charge(request));
    await expectUnavailable(balances.charge(chargeRequest()));
    await expectUnavailable(balances.payBack(returnRequest(charged)));
    await expectUnavailable(balances.refund(returnRequest(charged)));
    expect(await storedBalances(redis, charged)).to.deep.equal(before);
    await redis.config('SET', 'maxmemory', '0');
    await balances.refund(returnRequest(charged));
    expect(await isUntouched(redis, charged)).to.equal(true);
  });

  it('killed and started again: rejects meanwhile, and has what it had written down', async () => {
    await start({ appendonly: 'yes', appendfsync: 'always' });
    const request = chargeRequest();
    const charged = allowed(await balances.charge(request));
    for (let sent = 1; sent < 3; sent += 1) await balances.charge(request);
    const before = await storedBalances(redis, charged);
    await server.kill();
    // Both may still be taken when the client reconnects, so they are of other groups.
    const message = { ...newMessage(), country: 'FR' };
    await expectUnavailable(failing.charge(chargeRequest({ message })));
    await expectUnavailable(failing.payBack(returnRequest({ ...message, lane: 'nobody', all: true })));
    await server.restart();
    await eventually(async () => (await balances.charge(request)).kind === 'refuse');
    const after = await storedBalances(redis, charged);
    for (const [key, balance] of before)
      if (!key.includes('all')) expect(after.get(key)).to.deep.equal(balance);
  });

  it('without the replicas that must have a step: rejects, and gives back what it charged', async () => {
    await start();
    const waiting = new RedisBalanceStorage(redis, { waitReplicas: 1, waitTimeoutMs: 20 });
    const message = newMessage();
    for (let tries = 0; tries < 5; tries += 1)
      await expectUnavailable(waiting.charge(chargeRequest({ message })));
    await eventually(async () => isUntouched(redis, { ...message, lane: 'nobody', all: true }));
  });

  it('without the replicas that must have a step: gives nothing to a group that had nothing to pay with', async () => {
    await start();
    const terms = termsWith({ pair: { most: 9_000, payback: 6_000 } });
    const request = chargeRequest({ terms });
    const { number } = request.message;
    await balances.payBack(returnRequest(allowed(await balances.charge(request)), { terms }));
    const stranger = () => balances.charge(chargeRequest({ message: newMessage({ number }), terms }));
    while ((await stranger()).kind === 'allow');
    const charged = allowed(await balances.charge(request));
    const before = await storedBalances(redis, charged);
    const waiting = new RedisBalanceStorage(redis, { waitReplicas: 1, waitTimeoutMs: 20 });
    await expectUnavailable(waiting.charge(request));
    await eventually(async () => isDeepStrictEqual(await storedBalances(redis, charged), before));
    expect(allowed(await balances.charge(request))).to.deep.equal({ ...charged, lane: 'pair' });
  });
});

describe('a step that too few replicas have', () => {
  let server: RedisServer;
  let link: Link;
  let redis: Redis;

  beforeEach(async () => {
    server = await startRedis();
    link = await Link.to(server.port);
    redis = new Redis({ port: link.port, retryStrategy: () => 1 }).on('error', () => undefined);
  });
  afterEach(async () => {
    redis.disconnect();
    link.close();
    await server.stop();
  });

  for (const [name, stepOf] of Object.entries(reversibleSteps)) {
    it(`${name}: is reverted once, though the client sends it again after the reply was lost`, async () => {
      const step = stepOf(redis, { waitReplicas: 1, waitTimeoutMs: 20 });
      await step.take();
      const before = await step.state();
      // What reverts it is known: else the reply that is cut is that of an EVALSHA which did nothing.
      await step.takeReplicated();
      await eventually(async () => isDeepStrictEqual(await step.state(), before));
      const { stream } = redis;
      await step.takeReplicated();
      link.cutNextReply();
      await eventually(() => Promise.resolve(stream.destroyed && redis.status === 'ready'));
      for (let trips = 0; trips < 5; trips += 1) await redis.ping();
      expect(await step.state()).to.deep.equal(before);
    });

    it(`${name}: stays taken if its connection is lost`, async () => {
      const step = stepOf(redis, { waitReplicas: 1, waitTimeoutMs: 2_000 });
      await step.take();
      const before = await step.state();
      const taken = step.takeReplicated();
      await eventually(async () => (await server.command('INFO', 'clients')).includes('blocked_clients:1'));
      link.break();
      expect(await taken).to.be.instanceOf(StorageUnavailableError);
      for (let trips = 0; trips < 5; trips += 1) await redis.ping();
      expect(await step.state()).to.not.deep.equal(before);
    });
  }
});

describe('balances in a Cluster whose parts fail', function () {
  this.timeout(60_000);
  let servers: RedisCluster;
  let redis: Cluster;
  let failing: RedisBalanceStorage;
  let balances: RedisBalanceStorage;
  let home: RedisServer;
  let country: string;

  before(async () => {
    servers = await startRedisCluster();
    redis = new Cluster(servers.nodes.map(({ host, port }) => ({ host, port })));
    redis.on('error', () => undefined);
    failing = new RedisBalanceStorage(redis, hasty);
    balances = new RedisBalanceStorage(redis, patient);
    home = await servers.masterOf('{all}');
    country = await countryElsewhere();
  });
  after(async () => {
    redis.disconnect();
    await servers.stop();
  });

  /** A country on another node than the group of all. */
  async function countryElsewhere(): Promise<string> {
    for (const code of ['GB', 'IE', 'FR', 'PT', 'US', 'DE', 'IT'])
      if ((await servers.masterOf(`{${code}}`)).port !== home.port) return code;
    throw new Error('all countries are on one node');
  }

  it('the node of all does not answer: strangers are rejected and their country pays nothing; the others get through', async () => {
    const known = chargeRequest({ message: newMessage({ country }) });
    await balances.payBack(returnRequest(allowed(await balances.charge(known))));
    const stranger = chargeRequest({ message: newMessage({ country }) });
    await home.command('CLIENT', 'PAUSE', '60000', 'WRITE');
    await expectUnavailable(failing.charge(stranger));
    expect(allowed(await failing.charge(known))).to.include({ lane: 'pair' });
    const ofStranger = await storedBalances(redis, { ...stranger.message, lane: 'nobody', all: false });
    expect(ofStranger.get(`{${country}}number:${stranger.message.number}`)).to.equal(undefined);
    await home.command('CLIENT', 'UNPAUSE');
    expect(allowed(await balances.charge(stranger))).to.include({ lane: 'nobody', all: true });
  });

  it('the country is lost after all has paid: the call is rejected, and all gets its message back', async () => {
    const prefix = 'lost:';
    const losing = new LosingCluster(servers.nodes.map(({ host, port }) => ({ host, port })));
    const message = newMessage({ country });
    // Connected: it sends again what had to wait for that.
    await losing.ping();
    losing.loseScript(3);
    await expectUnavailable(
      new RedisBalanceStorage(losing, { ...patient, prefix }).charge(chargeRequest({ message })),
    );
    const charged = { ...message, lane: 'nobody', all: true } as const;
    expect((await storedBalances(redis, charged, prefix)).get('all')).to.not.equal(undefined);
    await eventually(async () => isUntouched(redis, charged, prefix));
    losing.disconnect();
  });
});

/** A client that rejects one of its scripts instead of sending it. */
class LosingCluster extends Cluster {
  private scriptsUntilLoss = Infinity;

  loseScript(which: number): void {
    this.scriptsUntilLoss = which;
  }

  override sendCommand(...args: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = args;
    if (command instanceof Command && command.name === 'evalsha') this.scriptsUntilLoss -= 1;
    if (this.scriptsUntilLoss !== 0) return super.sendCommand(...args);
    this.scriptsUntilLoss = Infinity;
    command.reject(new Error('the connection was lost'));
    return command.promise;
  }
}
