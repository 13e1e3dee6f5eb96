import { Redis } from 'ioredis';

/** What is in Redis. */
export interface RedisContent {
  readonly keys: number;
  /** Keys that never expire: none may be. */
  readonly everlasting: number;
  /** The longest time until one expires, hours. */
  readonly longestHours: number;
  /** Bytes that Redis uses. */
  readonly memory: number;
}

/** Looks at each key of a master. */
export async function redisContentOf(url: string): Promise<RedisContent> {
  const redis = new Redis(url);
  try {
    return await looked(redis);
  } finally {
    redis.disconnect();
  }
}

async function looked(redis: Redis): Promise<RedisContent> {
  let [keys, everlasting, longest] = [0, 0, 0];
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, found]: [Buffer, Buffer[]] = await redis.scanBuffer(cursor, 'COUNT', 1_000);
    const times = await Promise.all(found.map((key) => redis.pttl(key)));
    keys += times.length;
    everlasting += times.filter((time) => time === -1).length;
    longest = Math.max(longest, ...times);
    cursor = next.toString();
  }
  const memory = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  return { keys, everlasting, longestHours: longest / 3_600_000, memory };
}
