import { createThreepid, type Threepid, type ThreepidOptions } from '@threepid/core';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { scriptCallsOf, useOwnRedis } from './own-redis.js';

/** Calls of one address for a thousand numbers of one block. */
class Pump {
  private readonly threepid: Threepid;
  private calls = 0;
  sent = 0;

  constructor(redis: Redis, guard: ThreepidOptions['guard']) {
    this.threepid = createThreepid({
      secret: 'a secret for tests, of a good length',
      storage: new RedisSessionStorage(redis),
      sms: { name: 'counting', send: () => Promise.resolve({ kind: 'sent', messageId: 'id' }) },
      ...(guard === undefined ? {} : { guard }),
    });
  }

  async ask(times: number): Promise<void> {
    await Promise.all(Array.from({ length: times }, () => this.askOnce()));
  }

  private async askOnce(): Promise<void> {
    this.calls += 1;
    const call = {
      clientSecret: `session${String(this.calls)}`,
      country: 'GB',
      phoneNumber: `+447400${String(100_000 + (this.calls % 1_000))}`,
      clientAddress: '203.0.113.7',
      sendAttempt: 1,
    };
    await this.threepid.requestToken(call).then(
      () => (this.sent += 1),
      () => undefined,
    );
  }
}

describe('messages that the guard refuses, in Redis', () => {
  let redis: Redis;

  useOwnRedis((client) => (redis = client));
  beforeEach(() => redis.flushall());

  const calls = async (): Promise<number> => scriptCallsOf(await redis.info('commandstats'));

  for (const [what, guard] of [
    ['by default', undefined],
    ['with budgets', { prices: { default: 0.04 }, budgets: { day: 20, month: 300 } }],
  ] as const)
    it(`add no key, and reserve no money: ${what}`, async () => {
      const pump = new Pump(redis, guard);
      for (let round = 0; round < 10; round += 1) await pump.ask(20);
      const { sent } = pump;
      const [keys, callsBefore] = [await redis.dbsize(), await calls()];
      await pump.ask(500);
      expect(pump.sent).to.equal(sent);
      expect(await redis.dbsize()).to.equal(keys);
      // The guard's decision, and a look for a session that needs no message.
      expect((await calls()) - callsBefore).to.equal(2 * 500);
    });
});
