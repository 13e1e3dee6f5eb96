import { routesKeptMs } from '@threepid/core';
import { RedisRouteStorage, RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { useOwnRedis } from './own-redis.js';

const now = Date.now();
const thisMinute = Math.floor(now / 60_000);

describe('RedisRouteStorage', () => {
  let redis: Redis;

  useOwnRedis((client) => (redis = client));

  it('keeps one key of few bytes for a country, for 30 days after the last count', async () => {
    const { routes } = new RedisSessionStorage(redis);
    for (let index = 0; index < 60; index += 1) {
      const counts = ['twilio', 'sns', 'vonage'].map((sender) => ({
        sender,
        minute: thisMinute + index,
        sent: 40,
        verified: 31,
        failed: 3,
      }));
      await routes.count({ country: 'GB', counts, now });
    }
    expect(await redis.keys('*')).to.deep.equal(['3p:{GB}T']);
    expect(await redis.memory('USAGE', '3p:{GB}T')).to.be.below(900);
    expect(await redis.pttl('3p:{GB}T')).to.be.within(routesKeptMs - 60_000, routesKeptMs);
  });

  it('does not extend that by reading', async () => {
    const storage = new RedisRouteStorage(redis);
    await redis.pexpire('3p:{GB}T', 500_000);
    await storage.count({ country: 'GB', counts: [], now });
    await storage.count({ country: 'IE', counts: [], now });
    expect(await redis.pttl('3p:{GB}T')).to.be.at.most(500_000);
    expect(await redis.exists('3p:{IE}T')).to.equal(0);
  });
});
