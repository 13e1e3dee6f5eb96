import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { findKeys } from '../dist/found-keys.js';
import { Link } from './faults/link.js';

describe('findKeys', () => {
  let server: RedisServer;
  let link: Link;
  let redis: Redis;

  before(async () => {
    server = await startRedis();
    link = await Link.to(server.port);
    redis = new Redis(link.port, { retryStrategy: () => 1 }).on('error', () => undefined);
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => redis.set(`key${index}`, '1')));
  });
  after(async () => {
    redis.disconnect();
    link.close();
    await server.stop();
  });

  /** Whose keys were found by a search of several calls, of which each reply goes through `inTime`. */
  async function search(inTime: <Value>(step: Promise<Value>) => Promise<Value>): Promise<unknown> {
    return findKeys(redis, ['key', '7'], inTime).catch((error: unknown) => String(error));
  }

  it('finds each key that begins with the first part and contains the other', async () => {
    const found = (await search((step) => step)) as readonly string[];
    const expected = Array.from({ length: 1_000 }, (_, index) => `key${index}`).filter((key) =>
      key.includes('7'),
    );
    expect([...new Set(found)].sort()).to.deep.equal(expected.sort());
  });

  it('fails if the connection is lost between two calls', async () => {
    const failing = await search(async (step) => {
      const page = await step;
      link.break();
      await redis.ping();
      return page;
    });
    expect(failing).to.equal('Error: the connection was lost');
  });

  it('fails if the client sends a call twice', async () => {
    await redis.ping();
    link.cutNextReply();
    expect(await search((step) => step)).to.equal('Error: the connection was lost');
  });
});
