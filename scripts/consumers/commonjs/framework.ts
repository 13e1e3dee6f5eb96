import { ConsoleSmsSender, createThreepid, type Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { RedisSessionStorage } from '@threepid/storage-redis';
import type { Redis } from 'ioredis';

/** Creates a framework, with Redis if a client is given. */
export function framework(redis?: Redis): Threepid {
  return createThreepid({
    secret: 'a secret of the packaging check',
    storage: redis === undefined ? new MemorySessionStorage() : new RedisSessionStorage(redis),
    sms: new ConsoleSmsSender(),
  });
}
