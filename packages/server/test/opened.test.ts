import { startRedis } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readSettings, startServer } from 'threepid';
import { createLogger } from '../dist/logger.js';
import { openInOrder, Opened } from '../dist/opened.js';

describe('what was opened', () => {
  const closed: string[] = [];
  const thing = (name: string, fails = false) => ({
    close: async (): Promise<void> => {
      await Promise.resolve();
      closed.push(name);
      if (fails) throw new Error(name);
    },
  });
  beforeEach(() => {
    closed.length = 0;
  });

  it('is closed in the opposite order, once, whatever fails meanwhile', async () => {
    const opened = new Opened();
    for (const [name, fails] of [
      ['storage', false],
      ['sender', true],
      ['listener', true],
    ] as const)
      opened.keep(thing(name, fails));
    expect(await messageOf(opened.close())).to.equal('listener');
    await opened.close();
    expect(closed).to.deep.equal(['listener', 'sender', 'storage']);
  });

  it('is closed if the next thing cannot be opened, and the error is why it cannot', async () => {
    const opening = openInOrder(async (opened) => {
      opened.keep(thing('storage', true));
      await Promise.reject(new Error('no sender'));
    });
    expect(await messageOf(opening)).to.equal('no sender');
    expect(closed).to.deep.equal(['storage']);
  });

  it('stays open if all goes well', async () => {
    const storage = await openInOrder((opened) => Promise.resolve(opened.keep(thing('storage'))));
    expect(closed).to.deep.equal([]);
    await storage.close();
  });
});

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
    const failed = await messageOf(startServer(settings, createLogger('silent')));
    expect(failed).to.include('EADDRINUSE');
    // Redis notices soon. One that is left behind would stay.
    while (Number(/connected_clients:(\d+)/.exec(await client.info('clients'))?.[1]) > 1);
    client.disconnect();
  });
});

async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}
