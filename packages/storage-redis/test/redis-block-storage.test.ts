import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { useOwnRedis } from './own-redis.js';

const now = Date.now();
const hour = 3_600_000;
const block = { target: 'GB', since: now, until: now + hour, by: 'ada', reason: undefined };

describe('RedisBlockStorage', () => {
  let redis: Redis;

  useOwnRedis((client) => (redis = client));

  it('keeps one key, which expires with the last block if each has an end', async () => {
    const { blocks } = new RedisSessionStorage(redis);
    await blocks.put({ block, now });
    await blocks.put({ block: { ...block, target: 'TJ', until: now + 3 * hour }, now });
    expect(await redis.keys('*')).to.deep.equal(['3p:{blocks}']);
    expect(await redis.pttl('3p:{blocks}')).to.be.within(3 * hour, 3 * hour + 60_000);
    await blocks.put({ block: { ...block, target: 'FR', until: undefined }, now });
    expect(await redis.pttl('3p:{blocks}')).to.equal(-1);
    for (const target of ['FR', 'TJ']) await blocks.remove({ target, now });
    expect(await redis.pttl('3p:{blocks}')).to.be.within(hour - 10_000, hour + 60_000);
    await blocks.remove({ target: 'GB', now });
    expect(await redis.keys('*')).to.deep.equal([]);
  });
});
