import {
  chargedGroups,
  defaultGuardTerms,
  everyGroup,
  msUntilForgotten,
  oneMessage,
  StorageUnavailableError,
  type ChargedMessage,
  type GuardTerms,
  type MessageGroups,
} from '@threepid/core';
import { isDeepStrictEqual } from 'node:util';
import { balanceTraces, replayBalanceTrace } from '@threepid/contract-tests';
import { startRedis } from '@threepid/contract-tests/redis';
import { RedisBalanceStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import fc from 'fast-check';
import { Cluster, Redis, type Command } from 'ioredis';
import {
  allowed,
  chargeRequest,
  equalTerms,
  ModelBalances,
  newId,
  newMessage,
  placesOf,
  returnRequest,
  storedBalances,
  t0,
  termsWith,
} from './balances.js';
import { eventually } from './faults/eventually.js';
import { sharedCluster } from './shared-cluster.js';
import { scriptCallsOf } from './own-redis.js';

const minute = 60_000;
const hour = 60 * minute;

/** A group of few messages: every rule of a balance shows soon. */
const few = {
  start: 2_000,
  refill: 100,
  fade: 90,
  most: 4_000,
  payback: 2_200,
  paybackIfShort: 1_300,
  goodName: 500,
};

/** The largest terms that are allowed: every amount is near the largest that can be counted exactly. */
const largest = {
  start: 5e8,
  refill: 1e9,
  fade: 1e9,
  most: 1e9,
  payback: 1e9,
  paybackIfShort: 1e9,
  goodName: 4e8,
};

/** Servers, and a way to connect to them. */
interface Topology {
  readonly connect: () => Redis | Cluster;
  readonly stop: () => Promise<void>;
}

const topologies: Readonly<Record<string, () => Promise<Topology>>> = {
  'one server': async () => {
    const server = await startRedis();
    return { connect: () => new Redis(server.port), stop: () => server.stop() };
  },
  'a Cluster': async () => {
    const nodes = await sharedCluster();
    return {
      connect: () => new Cluster(nodes.map(({ host, port }) => ({ host, port }))),
      stop: () => Promise.resolve(),
    };
  },
};

for (const [name, start] of Object.entries(topologies)) {
  describe(`RedisBalanceStorage on ${name}`, function () {
    this.timeout(60_000);
    let topology: Topology;
    let redis: Redis | Cluster;
    let prefixes = 0;
    let prefix: string;

    before(async () => {
      topology = await start();
      redis = topology.connect();
    });
    beforeEach(() => {
      prefix = `${(prefixes += 1)}:`;
    });
    after(async () => {
      redis.disconnect();
      await topology.stop();
    });

    for (const [title, terms] of [
      ['the default terms', defaultGuardTerms],
      ['terms of a few messages', equalTerms(few)],
      ['the largest terms', equalTerms(largest)],
    ] as const) {
      it(`keeps the balances that the ledger keeps, to the unit, whatever clocks do, by ${title}`, async () => {
        let histories = 0;
        const sameAsLedger = async (calls: readonly Call[]): Promise<void> => {
          histories += 1;
          // In a Cluster, a refusal may leave `all` as a wrong clock has dated it.
          const farthestBack = name === 'a Cluster' ? -2 * minute : -Infinity;
          await compare(redis, calls, terms, `${prefix}${histories}:`, farthestBack);
        };
        await fc.assert(fc.asyncProperty(fc.array(anyCall, { minLength: 20, maxLength: 80 }), sameAsLedger), {
          numRuns: 25,
        });
      });
    }

    it('answers and keeps what the model in Quint does, while clocks jump ahead and back', async () => {
      const own = new RedisBalanceStorage(redis, { prefix });
      for (const [index, trace] of balanceTraces('balances-of-wrong-clocks').entries())
        await replayBalanceTrace(own, trace, t0 + index * 1_000 * hour);
    });

    it('never overdraws a group, and loses nothing, of 600 charges at once by four clients', async () => {
      const clients = Array.from({ length: 4 }, () => topology.connect());
      const storages = clients.map((client) => new RedisBalanceStorage(client, { prefix }));
      const terms = termsOfStrangers();
      const world = crowd();
      const charges = storages.flatMap((storage, client) =>
        Array.from({ length: 150 }, (_, index) =>
          storage.charge(chargeRequest({ message: world(4 * index + client), terms })),
        ),
      );
      const decisions = await Promise.all(charges);
      const charged = decisions.flatMap((decision) => (decision.kind === 'allow' ? [decision.charged] : []));
      // In a Cluster, messages that race hold what another could have: on a busy machine, 19 got through.
      expect(charged).to.have.lengthOf.within(name === 'a Cluster' ? 10 : 20, 40);
      await eventually(async () => areCharged(redis, charged, terms, prefix));
      for (const client of clients) client.disconnect();
    });

    it('keeps each balance until it is back at its start, and as long as clocks differ', async () => {
      const own = new RedisBalanceStorage(redis, { prefix });
      const request = chargeRequest();
      const charged = allowed(await own.charge(request));
      const places = placesOf(charged, prefix);
      for (const now of [t0, t0 - 30_000, t0 + hour]) {
        await own.payBack(returnRequest(charged, { now }));
        const stored = await storedBalances(redis, charged, prefix);
        for (const { kind, key } of chargedGroups(charged)) {
          const balance = stored.get(key) ?? { amount: 0, at: 0 };
          const endsIn = balance.at + msUntilForgotten(balance, defaultGuardTerms[kind]) - now;
          // What no verification pays back was written before.
          const later = kind === 'blockRate' ? now - t0 : 0;
          const ttl = await redis.pttl(places.get(key) ?? '');
          expect(ttl, key).to.be.within(endsIn + later + minute - 5_000, endsIn + later + minute);
        }
      }
    });

    it('gives back what a step takes after the caller was told that it did not', async () => {
      // In a Cluster, the country is looked at, all pay, and the country pays.
      for (const step of name === 'a Cluster' ? [1, 2, 3] : [1]) {
        const own = new RedisBalanceStorage(redis, { prefix, commandTimeoutMs: 100 });
        const message = newMessage();
        const terms = termsWith({ all: { start: 3_000, most: 3_000 } });
        const request = chargeRequest({ message, terms });
        const charged = allowed(await own.charge(request));
        const before = await storedBalances(redis, charged, prefix);
        const late = holdBack(redis, step);
        expect(await own.charge(request).catch((error: unknown) => error)).to.be.instanceOf(
          StorageUnavailableError,
        );
        late.send();
        await eventually(async () => isDeepStrictEqual(await storedBalances(redis, charged, prefix), before));
        await own.refund(returnRequest(charged, { terms }));
      }
    });

    it('gives back nothing of what a late step refuses', async () => {
      const own = new RedisBalanceStorage(redis, { prefix, commandTimeoutMs: 100 });
      const terms = termsWith({ all: { start: 1_000, most: 1_000 } });
      const charged = allowed(await own.charge(chargeRequest({ terms })));
      const before = await storedBalances(redis, charged, prefix);
      // In a Cluster, the first step looks at the country alone.
      const late = holdBack(redis, name === 'a Cluster' ? 2 : 1);
      expect(await own.charge(chargeRequest({ terms })).catch((error: unknown) => error)).to.be.instanceOf(
        StorageUnavailableError,
      );
      late.send();
      await redis.ping();
      expect(await own.charge(chargeRequest({ terms }))).to.include({ kind: 'refuse', short: 'all' });
      expect(await storedBalances(redis, charged, prefix)).to.deep.equal(before);
    });

    it('says so if any step of a refund gets no answer in time', async () => {
      const own = new RedisBalanceStorage(redis, { prefix, commandTimeoutMs: 100 });
      // In a Cluster, the country and all are refunded by steps of their own.
      for (const step of name === 'a Cluster' ? [1, 2] : [1]) {
        const charged = allowed(await own.charge(chargeRequest({ message: newMessage() })));
        const late = holdBack(redis, step);
        const refunded = own.refund(returnRequest(charged)).catch((error: unknown) => error);
        expect(await refunded, String(step)).to.be.instanceOf(StorageUnavailableError);
        late.send();
      }
    });

    it('refuses what all can not pay, and lets a solved challenge around it', async () => {
      const own = new RedisBalanceStorage(redis, { prefix });
      const terms = termsWith({ all: { start: 1_000, most: 1_000 } });
      allowed(await own.charge(chargeRequest({ terms })));
      const elsewhere = chargeRequest({ message: newMessage({ country: 'IE' }), terms });
      const refusal = { kind: 'refuse', short: 'all', lane: 'nobody', challenge: true };
      expect(await own.charge(elsewhere)).to.include({ ...refusal, retryAfterMs: 15 * minute });
      const proved = allowed(await own.charge({ ...elsewhere, proved: true }));
      expect(proved).to.deep.equal({ ...elsewhere.message, lane: 'proved', all: false });
    });
  });
}

describe('RedisBalanceStorage', () => {
  it('takes one step for a message that somebody vouches for, in a Cluster too', async function () {
    this.timeout(60_000);
    const nodes = await sharedCluster();
    const redis = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
    const storage = new RedisBalanceStorage(redis);
    const request = chargeRequest();
    await storage.payBack(returnRequest(allowed(await storage.charge(request))));
    const steps = async (): Promise<number> => {
      const stats = await Promise.all(nodes.map((node) => node.command('INFO', 'commandstats')));
      return stats.reduce((sum, text) => sum + scriptCallsOf(text), 0);
    };
    const before = await steps();
    expect(allowed(await storage.charge(request))).to.include({ lane: 'pair', all: false });
    expect(await steps()).to.equal(before + 1);
    redis.disconnect();
  });

  it('takes one step for any message on one server, whether an address is known or not', async () => {
    const server = await startRedis();
    const redis = new Redis(server.port);
    const storage = new RedisBalanceStorage(redis);
    const steps = async (): Promise<number> => scriptCallsOf(await redis.info('commandstats'));
    await storage.charge(chargeRequest());
    for (const message of [newMessage(), newMessage({ caller: undefined })]) {
      const before = await steps();
      expect(allowed(await storage.charge(chargeRequest({ message })))).to.include({ all: true });
      expect(await steps()).to.equal(before + 1);
    }
    redis.disconnect();
    await server.stop();
  });

  it('reads groups of all countries in one step on one server', async () => {
    const server = await startRedis();
    const redis = new Redis(server.port);
    const storage = new RedisBalanceStorage(redis);
    const groups = ['GB', 'IE'].flatMap((country) => everyGroup(newMessage({ country })));
    await storage.read({ groups, now: t0 });
    await redis.config('RESETSTAT');
    await storage.read({ groups, now: t0 });
    expect(await redis.info('commandstats')).to.include('cmdstat_evalsha:calls=1,');
    redis.disconnect();
    await server.stop();
  });

  describe('what can not be right', () => {
    it('is refused: a prefix with a brace', () => {
      const redis = new Redis({ lazyConnect: true });
      expect(() => new RedisBalanceStorage(redis, { prefix: 'a{b}' })).to.throw(TypeError, /^threepid: /);
    });
  });

  it('takes few bytes a group', async () => {
    const server = await startRedis();
    const redis = new Redis(server.port);
    const storage = new RedisBalanceStorage(redis);
    const terms = equalTerms({ ...few, start: 1e9, most: 1e9 });
    const used = async (): Promise<number> =>
      Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    const [empty, messages] = [await used(), 4_000];
    for (let sent = 0; sent < messages; sent += 100)
      await Promise.all(Array.from({ length: 100 }, () => storage.charge(chargeRequest({ terms }))));
    const groups = await redis.dbsize();
    expect(groups).to.equal(7 * messages + 2);
    expect(((await used()) - empty) / groups).to.be.below(170);
    redis.disconnect();
    await server.stop();
  });
});

/** Lets a client hold back the so manieth of its next commands, until that is sent. */
function holdBack(redis: Redis | Cluster, place: number): { readonly send: () => void } {
  // Both kinds of clients send alike.
  const client = redis as Redis;
  const send = client.sendCommand.bind(client);
  const commands: Command[] = [];
  client.sendCommand = (command, stream) =>
    commands.push(command) === place ? command.promise : send(command, stream);
  return {
    send: () => {
      client.sendCommand = send;
      for (const command of commands.slice(place - 1, place)) void send(command);
    },
  };
}

/** A call of a random history, in a world of few numbers and callers, so that they meet. */
interface Call {
  readonly kind: 'charge' | 'payBack' | 'refund';
  readonly number: number;
  readonly caller: number;
  readonly country: number;
  readonly proved: boolean;
  /** Which of the messages that were charged is paid back or refunded. */
  readonly chosen: number;
  /** Since the call before: clocks of hosts differ, and jump. */
  readonly passedMs: number;
}

const anyCall: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('charge', 'charge', 'charge', 'payBack', 'payBack', 'refund'),
  number: fc.nat(2),
  caller: fc.nat(2),
  country: fc.nat(1),
  proved: fc.boolean(),
  chosen: fc.nat(100),
  passedMs: fc.oneof(
    { weight: 20, arbitrary: fc.nat(10_000) },
    { weight: 4, arbitrary: fc.nat(10 * hour) },
    { weight: 4, arbitrary: fc.integer({ min: -2 * minute, max: 2 * minute }) },
    { weight: 1, arbitrary: fc.constantFrom(-minute, -minute - 1, -1_000 * hour, 5_000 * hour) },
  ),
});

/** Makes the calls to a storage and to the model, and compares each answer, and each balance after each call. */
async function compare(
  redis: Redis | Cluster,
  calls: readonly Call[],
  terms: GuardTerms,
  prefix: string,
  farthestBack: number,
): Promise<void> {
  const [storage, model, world] = [
    new RedisBalanceStorage(redis, { prefix }),
    new ModelBalances(),
    smallWorld(),
  ];
  const charged: ChargedMessage[] = [];
  let now = t0;
  for (const call of calls) {
    now += Math.max(farthestBack, call.passedMs);
    let message = charged[call.chosen % Math.max(1, charged.length)];
    if (call.kind === 'charge') {
      const request = chargeRequest({ message: world(call), proved: call.proved, terms, now });
      const decision = await storage.charge(request);
      expect(decision).to.deep.equal(model.charge(request));
      if (decision.kind === 'allow') charged.push((message = decision.charged));
    } else if (message !== undefined) {
      await storage[call.kind]({ message, terms, now });
      model[call.kind]({ message, terms, now });
    }
    for (const [key, balance] of message === undefined ? [] : await storedBalances(redis, message, prefix))
      expect(balance, key).to.deep.equal(model.balances.get(key));
  }
}

function smallWorld(): (call: Call) => MessageGroups {
  const ids = [0, 1].map(() => Array.from({ length: 40 }, newId));
  const everywhere = [newId(), newId()];
  return ({ number, caller, country }) => {
    const id = (index: number): string => ids[country]?.[index] ?? '';
    return {
      country: country === 0 ? 'GB' : 'IE',
      number: id(number),
      block: id(10 + (number >> 1)),
      caller:
        caller === 2
          ? undefined
          : { address: id(20 + caller), network: id(30), everywhere: everywhere[caller] ?? '' },
    };
  };
}

/** Nobody vouches for anybody: each message asks each of its groups, and all. */
function termsOfStrangers(): GuardTerms {
  const stranger = {
    start: 7_000,
    refill: 1,
    fade: 1,
    most: 7_000,
    payback: 0,
    paybackIfShort: 0,
    goodName: 1e9,
  };
  return termsWith({
    ...equalTerms(stranger),
    country: { ...stranger, start: 15_000, most: 15_000 },
    all: { ...stranger, start: 40_000, most: 40_000 },
  });
}

/** Messages to 60 numbers of 4 countries, from 20 addresses. */
function crowd(): (index: number) => MessageGroups {
  const ids = Array.from({ length: 120 }, newId);
  const id = (index: number): string => ids[index] ?? '';
  return (index) => ({
    country: ['GB', 'IE', 'FR', 'PT'][index % 4] ?? '',
    number: id(index % 60),
    block: id(60 + (index % 12)),
    caller: {
      address: id(72 + (index % 20)),
      network: id(92 + (index % 8)),
      everywhere: id(100 + (index % 20)),
    },
  });
}

/** True if each group has paid for exactly the messages that were charged to it, and had enough for them. */
async function areCharged(
  redis: Redis | Cluster,
  charged: readonly ChargedMessage[],
  terms: GuardTerms,
  prefix: string,
): Promise<boolean> {
  const paid = new Map<string, number>();
  for (const message of charged)
    for (const { key } of chargedGroups(message)) paid.set(key, (paid.get(key) ?? 0) + 1);
  const exact = charged.map(async (message) => {
    const stored = await storedBalances(redis, message, prefix);
    return chargedGroups(message).every(({ kind, key }) => {
      const left = terms[kind].start / 1_000 - (paid.get(key) ?? 0);
      return left >= 0 && stored.get(key)?.amount === left * oneMessage;
    });
  });
  return (await Promise.all(exact)).every(Boolean);
}
