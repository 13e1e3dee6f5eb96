import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { everyGroup, oneMessage, type OpenSession } from '@threepid/core';
import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisBalanceStorage, RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { allowed, chargeRequest, returnRequest, t0 } from './balances.js';
import { anew, guessRequest, messageRequest, openRequest, settleRequest, submitRequest } from './requests.js';
import { scriptCallsOf } from './own-redis.js';

const claimed = { message: { kind: 'claimed' } };
const sent = { message: { kind: 'sent' } };

/** Lets all through to a server; once told to, it cuts the connection instead of the next reply. */
class ReplyCutter {
  private cuts = 0;

  private constructor(private readonly server: Server) {}

  static async before(port: number): Promise<ReplyCutter> {
    const server = createServer();
    const cutter = new ReplyCutter(server);
    server.on('connection', (client) => {
      cutter.forward(client, connect(port, '127.0.0.1'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cutter;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cutNextReply(): void {
    this.cuts += 1;
  }

  close(): void {
    this.server.close();
  }

  private forward(client: Socket, redis: Socket): void {
    client.pipe(redis);
    redis.on('data', (reply) => {
      if (this.cuts === 0) return void client.write(reply);
      this.cuts -= 1;
      client.destroy();
    });
    client.on('error', () => undefined).on('close', () => redis.destroy());
    redis.on('error', () => undefined).on('close', () => client.destroy());
  }
}

describe('a call that the client sends twice, since the first reply was lost with its connection', () => {
  let server: RedisServer;
  let cutter: ReplyCutter;
  let redis: Redis;
  let direct: Redis;
  let storage: RedisSessionStorage;

  before(async () => {
    server = await startRedis();
    cutter = await ReplyCutter.before(server.port);
    direct = new Redis(server.port);
    redis = new Redis(cutter.port, { retryStrategy: () => 1 });
    storage = new RedisSessionStorage(redis);
    // The scripts are known: else the reply that is cut is that of an EVALSHA which did nothing.
    await storage.submit(guessRequest(openRequest()));
    await sendMessage(openRequest());
    await direct.config('RESETSTAT');
  });
  after(async () => {
    redis.disconnect();
    direct.disconnect();
    cutter.close();
    await server.stop();
  });

  async function evaluations(): Promise<number> {
    return scriptCallsOf(await direct.info('commandstats'));
  }

  async function takenTwice<Outcome>(call: () => Promise<Outcome>): Promise<Outcome> {
    await direct.config('RESETSTAT');
    cutter.cutNextReply();
    const outcome = await call();
    expect(await evaluations()).to.equal(2);
    return outcome;
  }

  async function sendMessage(opened: OpenSession): Promise<void> {
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'sent'));
  }

  it('is told to send the message all the same, for nobody else was', async () => {
    const opened = openRequest();
    expect(await takenTwice(() => storage.open(opened))).to.deep.include(claimed);
    expect(await storage.open(anew(opened))).to.deep.include({
      message: { kind: 'under-way', claim: opened.claim },
    });
  });

  it('is told so also where its claim is over by then, or failed in between', async () => {
    const opened = openRequest();
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'failed'));
    expect(await storage.open(opened)).to.deep.include(claimed);
    expect(await storage.outcomeOf(messageRequest(opened))).to.equal('failed');
  });

  it('counts the message once', async () => {
    const opened = openRequest({ limits: [{ messages: 2, windowMs: 60_000 }] });
    await takenTwice(() => storage.open(opened));
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 3 }))).to.include({ kind: 'limited' });
  });

  it('restores the greatest attempt before its own, if the message fails', async () => {
    const opened = openRequest();
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'sent'));
    const again = anew(opened, { sendAttempt: 5 });
    await takenTwice(() => storage.open(again));
    await storage.settle(settleRequest(again, 'failed'));
    expect(await storage.open(anew(opened))).to.deep.include(sent);
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.deep.include(claimed);
  });

  it('settles a message once', async () => {
    const opened = openRequest({ limits: [{ messages: 2, windowMs: 60_000 }] });
    const other = anew(opened, { sendAttempt: 2 });
    await storage.open(opened);
    await storage.open(other);
    await takenTwice(() => storage.settle(settleRequest(opened, 'failed')));
    expect(await storage.open(anew(opened, { sendAttempt: 3 }))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 4 }))).to.include({ kind: 'limited' });
  });

  it('counts a wrong code twice, never not at all', async () => {
    const opened = openRequest({ wrongCodesAllowed: 2 });
    await sendMessage(opened);
    const guess = { ...guessRequest(opened), wrongCodesAllowed: 2 };
    expect(await takenTwice(() => storage.submit(guess))).to.deep.equal({ kind: 'incorrect' });
    expect(await storage.submit({ ...submitRequest(opened), wrongCodesAllowed: 2 })).to.deep.equal({
      kind: 'expired',
    });
  });

  it('validates once: the time is that of the first', async () => {
    const opened = openRequest();
    await sendMessage(opened);
    const outcome = await takenTwice(() => storage.submit(submitRequest(opened)));
    expect(outcome).to.include({ kind: 'validated', validatedAt: opened.now });
  });
});

describe('a refund or a payback whose first reply was lost with its connection', () => {
  let server: RedisServer;
  let cutter: ReplyCutter;
  let redis: Redis;
  let storage: RedisBalanceStorage;

  before(async () => {
    server = await startRedis();
    cutter = await ReplyCutter.before(server.port);
    redis = new Redis(cutter.port, { retryStrategy: () => 1 });
    storage = new RedisBalanceStorage(redis);
    // The script is known: else the reply that is cut is that of an EVALSHA which did nothing.
    await storage.refund(returnRequest(allowed(await storage.charge(chargeRequest()))));
  });
  after(async () => {
    redis.disconnect();
    cutter.close();
    await server.stop();
  });

  for (const [step, left] of [
    ['refund', 2],
    ['payBack', 3.2],
  ] as const)
    it(`is not sent again, and counts once: ${step}`, async () => {
      const request = chargeRequest();
      const charged = allowed(await storage.charge(request));
      allowed(await storage.charge(request));
      cutter.cutNextReply();
      const refused: unknown = await storage[step](returnRequest(charged)).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Error).with.property('name', 'StorageUnavailableError');
      expect(String(refused)).to.include('the connection was lost; the step may have been taken');
      const groups = everyGroup(request.message).filter(({ kind }) => kind === 'pair');
      const [pair] = await storage.read({ groups, now: t0 });
      expect((pair?.amount ?? 0) / oneMessage).to.equal(left);
    });
});

describe('a call that is not sent again, though the first reply was lost with its connection', () => {
  let server: RedisServer;
  let cutter: ReplyCutter;
  let redis: Redis;
  let storage: RedisSessionStorage;

  before(async () => {
    server = await startRedis();
    cutter = await ReplyCutter.before(server.port);
    // ioredis then leaves such a command without an answer, for ever.
    redis = new Redis(cutter.port, { retryStrategy: () => 1, autoResendUnfulfilledCommands: false });
    storage = new RedisSessionStorage(redis, { commandTimeoutMs: 50 });
    await storage.open(openRequest());
  });
  after(async () => {
    redis.disconnect();
    cutter.close();
    await server.stop();
  });

  it('is rejected in time, and its message counts as failed: the same attempt is sent, and counts once', async () => {
    const opened = openRequest({ limits: [{ messages: 2, windowMs: 60_000 }] });
    cutter.cutNextReply();
    const refused = await storage.open(opened).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(Error).with.property('name', 'StorageUnavailableError');
    for (let trips = 0; trips < 3; trips += 1) await redis.ping();
    expect(await storage.outcomeOf(messageRequest(opened))).to.equal('failed');
    const again = anew(opened);
    expect(await storage.open(again)).to.deep.include(claimed);
    expect(await storage.open(anew(opened))).to.deep.include({
      message: { kind: 'under-way', claim: again.claim },
    });
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 3 }))).to.include({ kind: 'limited' });
  });
});

describe('a call that Redis takes after the caller was told that it did not', () => {
  let server: RedisServer;
  let redis: Redis;
  let storage: RedisSessionStorage;

  before(async () => {
    server = await startRedis();
    redis = new Redis(server.port);
    storage = new RedisSessionStorage(redis, { commandTimeoutMs: 50 });
    // The scripts that undo are known: else they would take another round trip.
    await lateCall(() => storage.open(openRequest()));
    await storage.refund({ id: 'B'.repeat(16), spentAt: 0 });
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });

  async function lateCall(call: () => Promise<unknown>): Promise<void> {
    server.freeze();
    const refused = await call().then(
      () => undefined,
      (error: unknown) => error,
    );
    server.thaw();
    expect(refused).to.be.instanceOf(Error).with.property('name', 'StorageUnavailableError');
    // What was late, and what takes it back, are ahead of these on the one connection.
    for (let trips = 0; trips < 5; trips += 1) await redis.ping();
  }

  it('counts the message as failed: the same attempt is sent again, and counts once', async () => {
    const opened = openRequest({ limits: [{ messages: 1, windowMs: 60_000 }] });
    await lateCall(() => storage.open(opened));
    expect(await storage.open(anew(opened))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.include({ kind: 'limited' });
  });

  it('does so also where the server has to be told the script first', async () => {
    const opened = openRequest({ limits: [{ messages: 1, windowMs: 60_000 }] });
    await redis.script('FLUSH');
    await lateCall(() => storage.open(opened));
    expect(await storage.open(anew(opened))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.include({ kind: 'limited' });
  });

  it('does so also where the server has to be told the script, but not the one that undoes', async () => {
    const opened = openRequest({ limits: [{ messages: 1, windowMs: 60_000 }] });
    await redis.script('FLUSH');
    await storage.settle(settleRequest(openRequest(), 'failed'));
    await lateCall(() => storage.open(opened));
    expect(await storage.open(anew(opened))).to.deep.include(claimed);
    expect(await storage.open(anew(opened, { sendAttempt: 2 }))).to.include({ kind: 'limited' });
  });

  it('leaves a later message alone', async () => {
    const opened = openRequest();
    await lateCall(() => storage.open(anew(opened, { sendAttempt: 3 })));
    const later = anew(opened, { sendAttempt: 5 });
    await storage.open(later);
    await lateCall(() => storage.open(anew(opened, { sendAttempt: 6 })));
    expect(await storage.open(anew(opened, { sendAttempt: 4 }))).to.deep.include({
      message: { kind: 'under-way', claim: later.claim },
    });
    expect(await storage.open(anew(opened, { sendAttempt: 6 }))).to.deep.include(claimed);
  });

  it('tells those who wait for the message that it failed', async () => {
    const opened = openRequest();
    await lateCall(() => storage.open(opened));
    expect(await storage.outcomeOf(messageRequest(opened))).to.equal('failed');
  });

  it('finds the session under an older secret', async () => {
    const opened = openRequest();
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'sent'));
    const newer = openRequest().bySecret;
    const rotated = anew(opened, { bySecret: [...newer, ...opened.bySecret], sendAttempt: 2 });
    await lateCall(() => storage.open(rotated));
    expect(await storage.outcomeOf(messageRequest({ ...opened, claim: rotated.claim }))).to.equal('failed');
  });

  it('takes a spent message back', async () => {
    const allowance = {
      id: 'A'.repeat(16),
      limits: [{ messages: 1, windowMs: 60_000 }],
      now: openRequest().now,
    };
    await lateCall(() => storage.spend(allowance));
    expect(await storage.spend(allowance)).to.deep.equal({ kind: 'spent' });
  });

  it('takes nothing back of an allowance that was used up', async () => {
    const limits = [{ messages: 1, windowMs: 60_000 }];
    const allowance = { id: 'C'.repeat(16), limits, now: openRequest().now };
    await storage.spend(allowance);
    await lateCall(() => storage.spend(allowance));
    expect(await storage.spend(allowance)).to.include({ kind: 'limited' });
  });

  it('leaves alone what claimed nothing', async () => {
    const opened = openRequest();
    await storage.open(opened);
    await lateCall(() => storage.open(anew(opened)));
    expect(await storage.outcomeOf(messageRequest(opened))).to.equal('under-way');
  });
});
