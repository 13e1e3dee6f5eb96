// The storage contract on a real Redis server, with the ioredis version that was installed with the packed packages.
import { createThreepid } from '@threepid/core';
import { sessionStorageContract } from '@threepid/contract-tests';
import { startRedis } from '@threepid/contract-tests/redis';
import { RedisSessionStorage } from '@threepid/storage-redis';
import ioredis from 'ioredis';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

const { Redis } = ioredis;
const opened = [];
const silent = { name: 'silent', send: async () => ({ kind: 'sent', messageId: '1' }) };

describe('RedisSessionStorage', () => {
  sessionStorageContract({
    describe,
    it,
    before,
    after,
    sequences: 10,
    create: async () => {
      const server = await startRedis();
      const redis = new Redis(server.port);
      opened.push(redis, { disconnect: () => server.stop() });
      return new RedisSessionStorage(redis);
    },
    destroy: async () => {
      for (const thing of opened.splice(0)) await thing.disconnect();
    },
  });
});

describe('waitReplicas', () => {
  it('waits on the connection that wrote', async () => {
    const master = await startRedis();
    const replica = await startRedis({ replicaof: `${master.host} ${master.port}` });
    const redis = new Redis(master.port);
    // Long enough for a busy machine, and far enough apart that the wait always ends before the call.
    const times = { waitTimeoutMs: 3_000, commandTimeoutMs: 20_000 };
    const storage = new RedisSessionStorage(redis, { waitReplicas: 1, ...times });
    const threepid = createThreepid({ secret: 'x'.repeat(32), storage, sms: silent });
    const request = { country: 'GB', phoneNumber: '07400123456', clientSecret: 'monkeys_are_GREAT' };
    try {
      await redis.wait(1, 10_000);
      await threepid.requestToken({ ...request, sendAttempt: 1 });
      await replica.kill();
      await assert.rejects(threepid.requestToken({ ...request, sendAttempt: 2 }), /replicas/);
    } finally {
      redis.disconnect();
      await Promise.all([master.stop(), replica.stop()]);
    }
  });
});
