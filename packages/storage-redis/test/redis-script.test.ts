import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { RedisScript } from '../dist/redis-script.js';
import { useOwnRedis } from './own-redis.js';

describe('RedisScript', () => {
  let redis: Redis;

  useOwnRedis((client) => (redis = client));

  it('is not run once more for an error of its own', async () => {
    await redis.script('LOAD', failing);
    const error: unknown = await new RedisScript(failing)
      .run(redis, ['key'], [])
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.include('refused');
    expect(await redis.get('key')).to.equal('1');
  });
});

const failing = "redis.call('INCR', KEYS[1]) return redis.error_reply('ERR refused')";
