import { randomBytes } from 'node:crypto';
import { startRedis } from '@threepid/contract-tests/redis';
import { defaultGuardTerms, StorageUnavailableError } from '@threepid/core';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { newMessage } from './balances.js';
import { openRequest, settleRequest, t0 } from './requests.js';
import { sharedCluster } from './shared-cluster.js';

const hour = 3_600_000;

interface Topology {
  readonly connect: (keyPrefix?: string) => Redis | Cluster;
  readonly stop: () => Promise<void>;
}

const topologies: Readonly<Record<string, () => Promise<Topology>>> = {
  'one server': async () => {
    const server = await startRedis();
    const connect = (keyPrefix = '') => new Redis({ port: server.port, keyPrefix });
    return { connect, stop: () => server.stop() };
  },
  'a Cluster': async () => {
    const nodes = await sharedCluster();
    const hosts = nodes.map(({ host, port }) => ({ host, port }));
    const connect = (keyPrefix?: string) => new Cluster(hosts, keyPrefix === undefined ? {} : { keyPrefix });
    return { connect, stop: () => Promise.resolve() };
  },
};

for (const [name, start] of Object.entries(topologies)) {
  describe(`forgetting a number on ${name}`, function () {
    this.timeout(60_000);
    let topology: Topology;
    let redis: Redis | Cluster;
    before(async () => {
      topology = await start();
    });
    afterEach(() => {
      redis.disconnect();
    });
    after(() => topology.stop());

    const options: Readonly<
      Record<string, readonly [keyPrefix: string | undefined, options: RedisStorageOptions]>
    > = {
      'with the default prefix': [undefined, {}],
      'with a prefix of many patterns': [undefined, { prefix: '[*]?^\\' }],
      'without a prefix': ['', { prefix: '' }],
      'with a prefix of the client': ['of*the:client:', {}],
    };
    for (const [title, [keyPrefix, storageOptions]] of Object.entries(options)) {
      it(`leaves no key and no field of it, and all of others: ${title}`, async () => {
        redis = topology.connect(keyPrefix);
        await redis.ping();
        for (const master of mastersOf(redis)) await master.flushall();
        const storage = new RedisSessionStorage(redis, storageOptions);
        const [id, other] = [newIds('*[x]?\\'), newIds('*[x]?x')];
        await storeAll(storage, other);
        const before = await contentOf(redis);
        await storeAll(storage, id);
        expect(await contentOf(redis)).to.have.lengthOf.above(before.length);
        await storage.release({ ...id, now: t0 });
        await storage.forget({ ...id, now: t0 });
        await storage.balances.forget(id.message);
        expect(await contentOf(redis)).to.deep.equal(before);
      });
    }

    it('finds the keys among 20,000 others, in many calls', async () => {
      redis = topology.connect();
      await redis.ping();
      for (const master of mastersOf(redis)) await master.flushall();
      await Promise.all(
        Array.from({ length: 20_000 }, (_, index) => redis.set(`3p:a${index}`, '1', 'PX', hour)),
      );
      const storage = new RedisSessionStorage(redis);
      const before = await contentOf(redis);
      const ids = newIds();
      await storeAll(storage, ids, 20);
      await storage.forget({ ...ids, now: t0 });
      await storage.balances.forget(ids.message);
      expect((await contentOf(redis)).length).to.equal(before.length);
    });
  });
}

describe('forgetting a number', () => {
  it('fails if the connection is lost between two calls, since a cursor counts on one server alone', async () => {
    const server = await startRedis();
    const redis = new Redis(server.port);
    const storage = new RedisSessionStorage(redis);
    await Promise.all(
      Array.from({ length: 5_000 }, (_, index) => redis.set(`3p:a${index}`, '1', 'PX', hour)),
    );
    const send = redis.sendCommand.bind(redis);
    let scans = 0;
    redis.sendCommand = (command, stream) => {
      const sent = send(command, stream);
      if (command.name === 'scan') scans += 1;
      // The client sends it again, on another connection, perhaps to another server.
      if (command.name === 'scan' && scans === 2) redis.stream.destroy();
      return sent;
    };
    const failing: unknown = await storage.forget({ ...newIds(), now: t0 }).catch((error: unknown) => error);
    redis.disconnect();
    await server.stop();
    expect(failing).to.be.instanceOf(StorageUnavailableError);
    expect(String(failing)).to.include('Redis: the connection was lost');
  });
});

interface Ids {
  readonly slot: string;
  readonly numberId: string;
  readonly message: ReturnType<typeof newMessage>;
}

/** A number whose ids begin with these bytes. */
function newIds(start = ''): Ids {
  const idOf = (bytes: number): string =>
    Buffer.concat([Buffer.from(start), randomBytes(bytes)])
      .subarray(0, bytes)
      .toString('base64url');
  return { slot: 'sl', numberId: idOf(12), message: newMessage({ number: idOf(6) }) };
}

/** All that can be stored of a number, and nothing that others share with it but the balances of a block and above. */
async function storeAll(
  storage: RedisSessionStorage,
  { slot, numberId, message }: Ids,
  sessions = 2,
): Promise<void> {
  for (let count = 0; count < sessions; count += 1) {
    const [secret] = openRequest().bySecret;
    if (secret === undefined) return;
    const sessionId = ofNumber(numberId);
    const opened = openRequest({ slot, numberId, bySecret: [{ ...secret, sessionId }], limits: [aDay] });
    await storage.open(opened);
    await storage.settle(settleRequest(opened, 'sent'));
    await storage.spend({ id: ofNumber(numberId), limits: [aDay], now: t0 });
  }
  const terms = defaultGuardTerms;
  await storage.balances.charge({ message, proved: false, terms, now: t0 });
}

const aDay = { messages: 1_000, windowMs: 24 * hour };

function ofNumber(numberId: string): string {
  return numberId.slice(0, 8) + randomBytes(6).toString('base64url');
}

function mastersOf(redis: Redis | Cluster): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Every key, and every field of a hash, but for the balances that numbers share and the keys that only fill. */
async function contentOf(redis: Redis | Cluster): Promise<readonly string[]> {
  const content: string[] = [];
  for (const master of mastersOf(redis)) {
    for (const key of (await master.callBuffer('KEYS', '*')) as Buffer[]) {
      const text = key.toString('latin1');
      if (/\{(GB|all)\}[^NP]/.test(text) || text.endsWith('{all}') || /^3p:a\d+$/.test(text)) continue;
      content.push(text);
      const type = (await master.callBuffer('TYPE', key)) as Buffer;
      if (type.toString() !== 'hash') continue;
      for (const field of (await master.callBuffer('HKEYS', key)) as Buffer[])
        content.push(text + field.toString('latin1'));
    }
  }
  return content.sort();
}
