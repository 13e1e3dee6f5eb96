import { StorageUnavailableError, type OpenSession } from '@threepid/core';
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { chargeRequest, newMessage, returnRequest } from './balances.js';
import {
  anew,
  base64url,
  guessRequest,
  messageRequest,
  openRequest,
  readRequest,
  settleRequest,
  submitRequest,
  t0,
} from './requests.js';
import { useOwnRedis } from './own-redis.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('RedisSessionStorage', () => {
  let server: RedisServer;
  let redis: Redis;
  let storage: RedisSessionStorage;

  useOwnRedis((client, its) => {
    [redis, server] = [client, its];
  });
  beforeEach(async () => {
    await redis.flushall();
    storage = new RedisSessionStorage(redis);
  });

  async function sendMessage(opened: OpenSession): Promise<void> {
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'sent'));
  }

  /** One of each call, in an order in which each changes something. */
  function eachCall(): [name: string, call: () => Promise<unknown>][] {
    const opened = openRequest();
    const again = anew(opened, { sendAttempt: 2 });
    const spending = { id: base64url(12), limits: [{ messages: 2, windowMs: hour }], now: t0 };
    const message = newMessage();
    const charged = returnRequest({ ...message, lane: 'nobody', all: true });
    return [
      ['open', () => storage.open(opened)],
      ['settle', () => storage.settle(settleRequest(opened, 'failed'))],
      ['open again', () => storage.open(again)],
      ['outcomeOf', () => storage.outcomeOf(messageRequest(again))],
      ['forget another number', () => storage.forget({ ...openRequest(), now: t0 })],
      ['forget balances of another number', () => storage.balances.forget(newMessage())],
      ['settle again', () => storage.settle(settleRequest(again, 'sent'))],
      ['submit a wrong code', () => storage.submit(guessRequest(opened))],
      ['submit', () => storage.submit(submitRequest(opened))],
      ['read', () => storage.read(readRequest(opened))],
      ['spend', () => storage.spend(spending)],
      ['spend again', () => storage.spend(spending)],
      ['refund', () => storage.refund({ id: spending.id, spentAt: t0 })],
      ['consume', () => storage.consume(readRequest(opened))],
      ['charge', () => storage.balances.charge(chargeRequest({ message }))],
      ['refund a charge', () => storage.balances.refund(charged)],
      ['charge again', () => storage.balances.charge(chargeRequest({ message }))],
      ['payBack', () => storage.balances.payBack(charged)],
    ];
  }

  async function calls(command: string): Promise<number> {
    const stats = await redis.info('commandstats');
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  }

  describe('round trips', () => {
    it('takes one EVALSHA a call, and nothing else', async () => {
      for (const [, call] of eachCall()) await call();
      for (const [name, call] of eachCall()) {
        await redis.config('RESETSTAT');
        await call();
        expect([await calls('evalsha'), await calls('eval')], name).to.deep.equal([1, 0]);
      }
    });

    it('takes one EVAL more where the server does not know the script', async () => {
      for (const [name, call] of eachCall()) {
        await redis.script('FLUSH');
        await redis.config('RESETSTAT');
        await call();
        expect([await calls('evalsha'), await calls('eval')], name).to.deep.equal([1, 1]);
      }
    });
  });

  describe('expiry', () => {
    it('lets no key live for ever, whatever the call', async () => {
      for (const [name, call] of eachCall()) {
        await call();
        for (const key of await redis.keysBuffer('*')) expect(await redis.pttl(key), name).to.be.above(0);
      }
    });

    it('keeps a session as long as it lives, and little longer', async () => {
      await storage.open(openRequest({ limits: [] }));
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.pttl(key)).to.be.within(day, day + 60_000);
    });

    it('prolongs it with the first success', async () => {
      const opened = openRequest({ limits: [], sessionLifetimeMs: hour });
      await sendMessage(opened);
      await storage.submit(submitRequest(opened));
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.pttl(key)).to.be.within(day, day + 60_000);
    });

    it('does not prolong it with a wrong code, a read or what became of a message', async () => {
      const opened = openRequest({ limits: [] });
      const again = anew(opened, { sendAttempt: 2 });
      await sendMessage(opened);
      await storage.open(again);
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      await redis.pexpire(key, 5_000);
      await storage.submit(guessRequest(opened));
      await storage.read(readRequest(opened));
      await storage.settle(settleRequest(again, 'failed'));
      await storage.outcomeOf(messageRequest(again));
      expect(await redis.pttl(key)).to.be.within(1, 5_000);
    });

    it('does not prolong a validated one with another message', async () => {
      const opened = openRequest({ limits: [] });
      await sendMessage(opened);
      await storage.submit(submitRequest(opened));
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      await redis.pexpire(key, 5_000);
      await sendMessage(anew(opened, { sendAttempt: 2 }));
      expect(await redis.pttl(key)).to.be.within(1, 5_000);
    });

    it('keeps one whose messages all failed as long as their claims, and as clocks differ', async () => {
      const opened = openRequest({ limits: [] });
      await storage.open(opened);
      await storage.settle(settleRequest(opened, 'rejected', t0 + 10_000));
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      const left = opened.claimLifetimeMs - 10_000 + minute;
      expect(await redis.pttl(key)).to.be.within(left - 1_000, left);
    });

    it("keeps a day's counts as long as the widest window sees them, by whatever clock", async () => {
      for (const now of [0, day - 1, day, t0, 4_102_444_800_000]) {
        await redis.flushall();
        await storage.open(openRequest({ now }));
        const [counts] = (await redis.keys('*n*')).filter((key) => /n\d+$/.test(key)) as [string];
        expect(await redis.pttl(counts)).to.be.within(day, 2 * day + 60_000);
      }
    });

    it('keeps an allowance for its widest window', async () => {
      await storage.spend({ id: base64url(12), now: t0, limits: [{ messages: 1, windowMs: hour }] });
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.pttl(key)).to.be.within(hour + 30_000, hour + 60_000);
    });

    it('forgets a message that is refunded to its number, and the key with it', async () => {
      const opened = openRequest();
      await storage.open(opened);
      expect(await redis.dbsize()).to.equal(2);
      await storage.settle(settleRequest(opened, 'failed'));
      expect(await redis.dbsize()).to.equal(1);
    });

    it('forgets a count that is refunded, and the key with it', async () => {
      const id = base64url(12);
      await storage.spend({ id, now: t0, limits: [{ messages: 1, windowMs: hour }] });
      await storage.refund({ id, spentAt: t0 });
      expect(await redis.dbsize()).to.equal(0);
    });
  });

  describe('limits across midnight', () => {
    const midnight = 20_000 * day;
    const limits = [{ messages: 2, windowMs: day }];

    it('counts what was sent the day before', async () => {
      const opened = openRequest({ limits, now: midnight - 1 });
      await storage.open(opened);
      await storage.open(anew(opened, { now: midnight, sendAttempt: 2 }));
      const outcome = await storage.open(anew(opened, { now: midnight + day - 2, sendAttempt: 3 }));
      expect(outcome).to.deep.equal({ kind: 'limited', retryAfterMs: 1 });
    });

    it('counts what a host sent whose clock is ahead', async () => {
      const opened = openRequest({ limits, now: midnight + 1_000 });
      await storage.open(opened);
      await storage.open(anew(opened, { sendAttempt: 2 }));
      const outcome = await storage.open(anew(opened, { now: midnight - 1_000, sendAttempt: 3 }));
      expect(outcome).to.deep.equal({ kind: 'limited', retryAfterMs: day + 2_000 });
    });

    it('counts over windows of many days', async () => {
      const opened = openRequest({ limits: [{ messages: 1, windowMs: 30 * day }], now: midnight });
      await storage.open(opened);
      const last = { now: midnight + 30 * day - 1, sendAttempt: 2 };
      const outcome = await storage.open(anew(opened, last));
      expect(outcome).to.deep.equal({ kind: 'limited', retryAfterMs: 1 });
    });

    it('takes a window of no length as no limit', async () => {
      const opened = openRequest({ limits: [{ messages: 1, windowMs: 0 }] });
      await storage.open(opened);
      expect((await storage.open(anew(opened, { sendAttempt: 2 }))).kind).to.equal('opened');
    });

    it('takes a window of no length as no limit of an allowance', async () => {
      const spending = { id: base64url(12), limits: [{ messages: 1, windowMs: 0 }], now: t0 };
      for (let spent = 0; spent < 2; spent += 1)
        expect((await storage.spend(spending)).kind).to.equal('spent');
    });

    it('counts what a host sent whose clock is a minute ahead, in a day that is not yet here', async () => {
      const opened = openRequest({ limits: [{ messages: 1, windowMs: hour }], now: midnight + 59_999 });
      await storage.open(opened);
      const outcome = await storage.open(anew(opened, { now: midnight - 1, sendAttempt: 2 }));
      expect(outcome).to.deep.equal({ kind: 'limited', retryAfterMs: hour + 60_000 });
      const earlier = await storage.open(anew(opened, { now: midnight - 2, sendAttempt: 3 }));
      expect(earlier).to.deep.include({ message: { kind: 'claimed' } });
    });

    it('forgets in a busy day what no window sees by any clock', async () => {
      const opened = openRequest({ limits: [{ messages: 1, windowMs: 1_000 }], now: midnight });
      for (let sent = 0; sent < 100; sent += 1) {
        await storage.open(anew(opened, { now: midnight + sent * 1_000, sendAttempt: sent }));
      }
      const [key] = (await redis.keys(`3p:{${opened.slot}}n?20000`)) as [string];
      expect((await redis.hvalsBuffer(key)).map(({ length }) => length)).to.deep.equal([61 * 4]);
    });

    it('keeps in a busy day what a host whose clock is behind still sees', async () => {
      const opened = openRequest({ limits: [{ messages: 1, windowMs: 1_000 }], now: midnight });
      await storage.open(opened);
      await storage.open(anew(opened, { now: midnight + 60_999, sendAttempt: 2 }));
      const behind = await storage.open(anew(opened, { now: midnight + 998, sendAttempt: 3 }));
      expect(behind).to.deep.equal({ kind: 'limited', retryAfterMs: 2 });
    });

    it('forgets of an allowance what no window sees by any clock', async () => {
      const spending = { id: base64url(12), limits: [{ messages: 1, windowMs: 1_000 }] };
      for (let spent = 0; spent < 100; spent += 1) {
        await storage.spend({ ...spending, now: midnight + spent * 1_000 });
      }
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.strlen(key)).to.equal(61 * 6);
    });
  });

  describe('generations', () => {
    it('are known by their spelling: another text of the same bytes is another sid', async () => {
      const opened = openRequest();
      await storage.open(opened);
      const generation = opened.bySecret[0]?.generation ?? '';
      const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const respelt = generation.slice(0, -1) + last.charAt(last.indexOf(generation.slice(-1)) + 1);
      expect(Buffer.from(respelt, 'base64url')).to.deep.equal(Buffer.from(generation, 'base64url'));
      expect(await storage.read({ ...readRequest(opened), generation: respelt })).to.deep.equal({
        kind: 'expired',
      });
      expect(await storage.read(readRequest(opened))).to.deep.equal({ kind: 'pending' });
    });

    it('may be any text that a client sends', async () => {
      const opened = openRequest();
      await storage.open(opened);
      for (const generation of ['', '=', '....', 'A'.repeat(255)]) {
        expect(await storage.submit({ ...submitRequest(opened), generation })).to.deep.equal({
          kind: 'expired',
        });
      }
    });
  });

  it('judges 255 wrong codes of a session, even if more are allowed, and says so to who reads it', async () => {
    const opened = openRequest({ wrongCodesAllowed: 300 });
    const guess = { ...guessRequest(opened), wrongCodesAllowed: 300 };
    const reading = { ...readRequest(opened), wrongCodesAllowed: 300 };
    await sendMessage(opened);
    for (let judged = 0; judged < 255; judged += 1) {
      expect(await storage.read(reading)).to.deep.equal({ kind: 'pending' });
      expect(await storage.submit(guess)).to.deep.equal({ kind: 'incorrect' });
    }
    expect(await storage.submit(guess)).to.deep.equal({ kind: 'expired' });
    expect(await storage.read(reading)).to.deep.equal({ kind: 'expired' });
  });

  describe('clients', () => {
    const clients: Readonly<Record<string, (port: number) => Redis | Redis<'resp3'>>> = {
      'a key prefix': (port) => new Redis({ port, keyPrefix: 'host:' }),
      'auto-pipelining': (port) => new Redis({ port, enableAutoPipelining: true }),
      'numbers as strings': (port) => new Redis({ port, stringNumbers: true }),
      RESP2: (port) => new Redis({ port, protocol: 2 }),
      'RESP3 shapes': (port) => new Redis({ port, replyMapping: 'resp3' }),
      'another database': (port) => new Redis({ port, db: 3 }),
    };
    for (const [title, connect] of Object.entries(clients)) {
      it(`may have ${title}`, async () => {
        const client = connect(server.port);
        const own = new RedisSessionStorage(client);
        const opened = openRequest();
        expect(await own.open(opened)).to.deep.include({ secretIndex: 0, message: { kind: 'claimed' } });
        const waiting = await own.open(anew(opened));
        expect(waiting).to.deep.include({ message: { kind: 'under-way', claim: opened.claim } });
        await own.settle(settleRequest(opened, 'unknown'));
        expect(await own.outcomeOf(messageRequest(opened))).to.equal('unknown');
        expect(await own.submit(submitRequest(opened))).to.include({
          kind: 'validated',
          validatedAt: t0,
          first: true,
        });
        expect(await own.consume(readRequest(opened))).to.include({ kind: 'validated', validatedAt: t0 });
        client.disconnect();
      });
    }

    it("put their key prefix before the storage's own", async () => {
      const client = new Redis({ port: server.port, keyPrefix: 'hôst:' });
      await new RedisSessionStorage(client, { prefix: 'mine/' }).open(openRequest());
      client.disconnect();
      expect(await redis.keys('hôst:mine/*')).to.have.lengthOf(await redis.dbsize());
    });

    it('may be disconnected: every call is rejected, and nothing else is', async () => {
      const client = new Redis({ port: server.port, lazyConnect: true });
      client.disconnect();
      const unhandled: unknown[] = [];
      const note = (reason: unknown): number => unhandled.push(reason);
      process.on('unhandledRejection', note);
      const own = new RedisSessionStorage(client);
      const allowance = { id: 'A'.repeat(16), limits: [{ messages: 1, windowMs: 60_000 }], now: t0 };
      const calls = [own.open(openRequest()), own.spend(allowance), own.balances.charge(chargeRequest())];
      for (const result of await Promise.allSettled(calls))
        expect(result).to.have.nested.property('reason.name', 'StorageUnavailableError');
      await nextTurn();
      process.off('unhandledRejection', note);
      expect(unhandled).to.deep.equal([]);
    });

    it('need no right but those that docs/redis.md names', async () => {
      const page = await readFile(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
      const rights = /ACL SETUSER threepid (.+)$/m.exec(page)?.[1]?.split(' ') ?? [];
      await redis.acl('SETUSER', 'threepid', ...rights.map((right) => right.replace(/^>.*/, '>password')));
      const client = new Redis({ port: server.port, username: 'threepid', password: 'password' });
      storage = new RedisSessionStorage(client);
      for (const [, call] of eachCall()) await call();
      await storage.ready();
      const refused = await client.flushall().catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Error).with.property('message').that.includes('NOPERM');
      client.disconnect();
    });

    for (const [state, change, back] of [
      ['whose memory is full', 'CONFIG SET maxmemory 1', 'CONFIG SET maxmemory 0'],
      ['that is a replica', 'REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
    ] as const)
      it(`are not ready with a Redis ${state}: it answers, and takes no writes`, async () => {
        const call = (command: string) => {
          const [name = '', ...args] = command.split(' ');
          return redis.call(name, ...args);
        };
        storage = new RedisSessionStorage(redis);
        await call(change);
        const refused = await storage.ready().catch((error: unknown) => error);
        await call(back);
        expect(refused).to.be.instanceOf(Error).with.property('name', 'StorageUnavailableError');
        await storage.ready();
      });

    it('are not ready with fewer replicas than they wait for, since nothing is sent then', async () => {
      storage = new RedisSessionStorage(redis, { waitReplicas: 1, commandTimeoutMs: 200 });
      const refused = await storage.ready().catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Error).with.property('message').that.includes('0 of 1 replicas');
    });

    it('keep to the prefix', async () => {
      const own = new RedisSessionStorage(redis, { prefix: 'mine/' });
      await own.open(openRequest());
      await own.spend({ id: base64url(12), now: t0, limits: [{ messages: 1, windowMs: hour }] });
      const keys = await redis.keysBuffer('*');
      expect(keys).to.have.lengthOf(3);
      for (const key of keys) expect(key.toString('latin1')).to.match(/^mine\//);
    });
  });

  it('is named after what it stores in', () => {
    expect(new RedisSessionStorage(redis).name).to.equal('redis');
  });

  it('takes any number of limits', async () => {
    const limits = Array.from({ length: 40 }, () => ({ messages: 1, windowMs: 60_000 }));
    const opened = openRequest({ limits });
    expect(await storage.open(opened)).to.deep.include({ message: { kind: 'claimed' } });
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.include({ kind: 'limited' });
  });

  it('takes any number of secrets', async () => {
    const bySecret = Array.from({ length: 20 }, () => ({ sessionId: base64url(12), mac: base64url(6) }));
    const outcome = await storage.submit({ ...submitRequest(openRequest()), bySecret });
    expect(outcome).to.deep.equal({ kind: 'unknown' });
  });

  it('stores nothing of an allowance without limits', async () => {
    const before = await redis.dbsize();
    await storage.spend({ id: base64url(12), limits: [], now: Date.now() });
    expect(await redis.dbsize()).to.equal(before);
  });

  describe('what can not be right', () => {
    const wrong: Readonly<Record<string, RedisStorageOptions>> = {
      'a prefix with a brace': { prefix: 'a{b}' },
      'no time for a command': { commandTimeoutMs: 0 },
      'a time that is none': { commandTimeoutMs: Number.NaN },
      'a time that no timer takes': { commandTimeoutMs: Infinity },
      'the least of these times': { commandTimeoutMs: 2 ** 31 - 1 },
      'half a replica': { waitReplicas: 0.5 },
      'fewer than no replicas': { waitReplicas: -1 },
      'a wait as long as the call': { waitReplicas: 1, commandTimeoutMs: 100, waitTimeoutMs: 100 },
      'a wait for ever': { waitReplicas: 1, waitTimeoutMs: 0 },
    };
    for (const [title, options] of Object.entries(wrong)) {
      it(`is refused: ${title}`, () => {
        expect(() => new RedisSessionStorage(redis, options)).to.throw(TypeError, /^threepid: /);
      });
    }

    it('is named, and the longest time for a command is right', () => {
      expect(() => new RedisSessionStorage(redis, { commandTimeoutMs: 0 })).to.throw(
        TypeError,
        'commandTimeoutMs must be milliseconds above 0, 2147483646 at most',
      );
      expect(() => new RedisSessionStorage(redis, { commandTimeoutMs: 2 ** 31 - 2 })).not.to.throw();
    });

    it('is refused: a claim of another length', async () => {
      for (const call of [
        () => storage.open(openRequest({ claim: 'AAAA' })),
        () => storage.settle(settleRequest(openRequest({ claim: 'AAAA' }), 'sent')),
        () => storage.outcomeOf(messageRequest(openRequest({ claim: 'AAAA' }))),
      ]) {
        const refused = await call().catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(TypeError).with.property('message').that.includes('claim');
      }
    });

    it('is refused: ids of other lengths', async () => {
      const refused = await storage
        .submit({ ...submitRequest(openRequest()), bySecret: [{ sessionId: base64url(12), mac: 'AA' }] })
        .catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(TypeError).with.property('message').that.includes('mac');
      const opened = openRequest();
      const [one] = opened.bySecret as [(typeof opened.bySecret)[0] & object];
      const { nonce, mac } = one.code;
      for (const [name, wrong] of Object.entries({
        generation: { generation: 'AA' },
        nonce: { code: { nonce: 'AA', mac } },
        mac: { code: { nonce, mac: 'AA' } },
        address: { address: 'AA' },
      })) {
        const error = await storage
          .open({ ...opened, bySecret: [{ ...one, ...wrong }] })
          .catch((thrown: unknown) => thrown);
        expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes(name);
      }
    });

    it('is refused: a number id of another length', async () => {
      const numberId = 'AAAA';
      const opened = openRequest({ numberId });
      const { slot, now } = opened;
      for (const call of [
        () => storage.open(opened),
        () => storage.settle(settleRequest(opened, 'sent')),
        () => storage.messageTimes({ slot, numberId, windowMs: 60_000, now }),
        () => storage.release({ slot, numberId, now }),
      ]) {
        const refused = await call().catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(TypeError).with.property('message').that.includes('numberId');
      }
    });

    it('is told as unavailable: a key of another kind', async () => {
      const opened = openRequest();
      const [{ sessionId }] = opened.bySecret as [(typeof opened.bySecret)[0] & object];
      const key = Buffer.concat([Buffer.from(`3p:{${opened.slot}}s`), Buffer.from(sessionId, 'base64url')]);
      await redis.lpush(key, 'x');
      const refused = await storage.open(opened).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(StorageUnavailableError);
      expect((refused as Error).cause)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.includes('WRONGTYPE');
    });
  });

  describe('memory', () => {
    it('is at most 300 bytes a session, counts of its number included', async function () {
      this.timeout(60_000);
      const used = async (): Promise<number> =>
        Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
      const sessions = 20_000;
      const requests = Array.from({ length: sessions }, () => openRequest());
      await sendMessage(openRequest());
      const before = await used();
      for (let at = 0; at < sessions; at += 500) {
        await Promise.all(requests.slice(at, at + 500).map((request) => sendMessage(request)));
      }
      expect(((await used()) - before) / sessions).to.be.below(300);
    });

    it('is one allocation for a session: 44 bytes at most, before and after it is validated', async () => {
      const opened = openRequest({ limits: [] });
      await sendMessage(opened);
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.strlen(key)).to.equal(38);
      await storage.submit(submitRequest(opened));
      expect(await redis.strlen(key)).to.equal(44);
      expect(await redis.object('ENCODING', key)).to.equal('embstr');
    });

    it('has of an attempt the bytes that it needs', async () => {
      for (const [sendAttempt, bytes] of [
        [0, 1],
        [255, 1],
        [256, 2],
        [65_535, 2],
        [65_536, 3],
        [2 ** 53 - 1, 7],
      ] as const) {
        await redis.flushall();
        await sendMessage(openRequest({ limits: [], sendAttempt }));
        const [key] = (await redis.keysBuffer('*')) as [Buffer];
        expect(await redis.strlen(key), String(sendAttempt)).to.equal(37 + bytes);
      }
    });

    it('is a byte more than its receipt, until the session is validated', async () => {
      for (const bytes of [1, 48]) {
        await redis.flushall();
        const opened = openRequest({ limits: [], receipt: base64url(bytes) });
        await sendMessage(opened);
        const [key] = (await redis.keysBuffer('*')) as [Buffer];
        expect(await redis.strlen(key)).to.equal(38 + 1 + bytes);
        const again = anew(opened, { sendAttempt: 2 });
        await storage.open(again);
        await storage.settle(settleRequest(again, 'failed', t0 + 1));
        await storage.submit(submitRequest(opened, t0 + 90_000));
        await sendMessage(anew(opened, { sendAttempt: 3, now: t0 + 240_000 }));
        expect(await redis.strlen(key)).to.equal(44);
      }
    });

    it('is 2 bytes more than what is kept of its message, until the session is validated', async () => {
      for (const bytes of [1, 512]) {
        await redis.flushall();
        const opened = openRequest({ limits: [] });
        await storage.open(opened);
        await storage.settle({ ...settleRequest(opened, 'sent'), sentMessage: base64url(bytes) });
        const [key] = (await redis.keysBuffer('*')) as [Buffer];
        expect(await redis.strlen(key)).to.equal(38 + 2 + bytes);
        await storage.submit(submitRequest(opened));
        expect(await redis.strlen(key)).to.equal(44);
      }
    });

    for (const isValidated of [false, true])
      it(`is bounded for a session, however many claims are over${isValidated ? ' since it was validated' : ''}`, async () => {
        const opened = openRequest({ limits: [], sendAttempt: 0 });
        await sendMessage(opened);
        if (isValidated) await storage.submit(submitRequest(opened));
        await claimEach200Ms(opened, 200, { receipt: base64url(48) });
        const [key] = (await redis.keysBuffer('*')) as [Buffer];
        expect(await redis.strlen(key)).to.be.at.most(39 + 49 + 16 * (12 + 49));
      });

    it('has room for 16 claims, that a clock behind may still see, and is free of those that are over with the next', async () => {
      const opened = openRequest({ limits: [] });
      await claimEach200Ms(opened, 16);
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.strlen(key)).to.equal(38 + 16 * 12);
      await claimEach200Ms({ ...opened, now: t0 + 16 * 200 }, 1, { sendAttempt: 17 });
      expect(await redis.strlen(key)).to.equal(39 + 5 * 12);
    });

    /** Claims messages whose lifetime is a second, and of which nobody says what became. */
    async function claimEach200Ms(opened: OpenSession, count: number, changes: Partial<OpenSession> = {}) {
      for (let sendAttempt = 1; sendAttempt <= count; sendAttempt += 1) {
        const now = opened.now + sendAttempt * 200;
        await storage.open(anew(opened, { sendAttempt, claimLifetimeMs: 1_000, now, ...changes }));
      }
    }

    it('is bounded for a session, however many claims are over', async () => {
      const opened = openRequest({ limits: [] });
      for (let attempt = 1; attempt <= 200; attempt += 1) {
        const now = t0 + attempt * 100;
        const receipt = base64url(48);
        const again = anew(opened, { sendAttempt: attempt, claimLifetimeMs: 1_000, now, receipt });
        await storage.open(again);
        if (attempt % 2 === 0) await storage.settle(settleRequest(again, 'failed'));
      }
      const [key] = (await redis.keysBuffer('*')) as [Buffer];
      expect(await redis.strlen(key)).to.be.at.most(39 + 49 + 16 * (12 + 49));
    });
  });
});
