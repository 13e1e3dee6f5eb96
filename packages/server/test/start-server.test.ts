import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readSettings, startServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';

describe('a start that fails at the port', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let taken: Server;
  beforeEach(async () => {
    redis = await startRedis();
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
  });
  afterEach(async () => {
    taken.close();
    await redis.stop();
  });

  it('leaves no connection to Redis behind', async () => {
    const client = new Redis(redis.url);
    const settings = await readSettings({
      PORT: String((taken.address() as AddressInfo).port),
      THREEPID_SECRET: 'a secret for tests, of a good length',
      THREEPID_STORAGE: redis.url,
    });
    const failed = await startServer(settings, { logger: createLogger('silent') }).catch(String);
    expect(failed).to.include('EADDRINUSE');
    // Redis notices soon. One that is left behind would stay.
    while (Number(/connected_clients:(\d+)/.exec(await client.info('clients'))?.[1]) > 1);
    client.disconnect();
  });
});
