import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { keepConnected } from '../../dist/storage/keep-connected.js';

describe('a client that is kept connected', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let client: Redis;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());
  beforeEach(async () => {
    client = new Redis(redis.url);
    await once(client, 'ready');
  });
  afterEach(() => {
    client.disconnect();
  });

  it('connects again when it has ended, and stays so when it is stopped', async () => {
    const connection = keepConnected(client);
    const ready = once(client, 'ready');
    client.disconnect();
    await ready;
    expect(await client.ping()).to.equal('PONG');
    connection.stop();
    const ended = once(client, 'end');
    client.disconnect();
    await ended;
    expect(client.status).to.equal('end');
  });

  it('would be of no more use without', async () => {
    const ended = once(client, 'end');
    client.disconnect();
    await ended;
    expect(await client.ping().catch(String)).to.include('Connection is closed');
  });
});
