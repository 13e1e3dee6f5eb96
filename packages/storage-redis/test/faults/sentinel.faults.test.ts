import { startRedisSentinels } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';
import { testStoragesOn } from '../storages-on.js';

// What one server passes, over a client that finds its master by Sentinels: among the fault tests for its time alone.
testStoragesOn('Sentinel', async () => {
  const { name, sentinels, stop } = await startRedisSentinels();
  return { redis: new Redis({ sentinels: [...sentinels], name }), stop };
});
