import { expect } from 'chai';
import { Redis } from 'ioredis';
import { redisWarnings } from '../../dist/storage/redis-warnings.js';

const good = ['redis_version:7.0.15', 'maxmemory_policy:noeviction', 'aof_enabled:1'];

/** The warnings about a Redis that says this of itself. */
function warningsOf(lines: readonly string[]): Promise<readonly string[]> {
  const client = new Redis({ lazyConnect: true });
  client.info = () => Promise.resolve(['# Server', ...lines, ''].join('\r\n'));
  return redisWarnings(client);
}

describe('the warnings about a Redis', () => {
  it('are none if it keeps everything', async () => {
    expect(await warningsOf(good)).to.deep.equal([]);
  });

  it('are about an old version, an eviction and a missing append-only file', async () => {
    const bad = ['redis_version:6.2.14', 'maxmemory_policy:allkeys-lru', 'aof_enabled:0'];
    const warnings = await warningsOf(bad);
    expect(warnings).to.have.lengthOf(3);
    expect(warnings[0]).to.equal('Redis 6.2.14 is older than 7.0');
    expect(warnings[1]).to.include('maxmemory-policy allkeys-lru');
    expect(warnings[2]).to.include('appendonly is off');
  });

  it('are none if it says nothing, or lets nobody look', async () => {
    expect(await warningsOf([])).to.deep.equal([]);
    const client = new Redis({ lazyConnect: true });
    client.info = () => Promise.reject(new Error('NOPERM'));
    expect(await redisWarnings(client)).to.deep.equal([]);
  });
});
