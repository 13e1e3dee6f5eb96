// Sessions as somebody writes them by hand: a hash in Redis, and a short script a call. Or a map.
import { Redis } from 'ioredis';

const lifetimeMs = 86_400_000;
const wrongCodesAllowed = 5;

const open = `
redis.call('HSET', KEYS[1], 'code', ARGV[1], 'number', ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])`;

const submit = `
local found = redis.call('HMGET', KEYS[1], 'code', 'wrong')
if not found[1] or tonumber(found[2] or '0') >= tonumber(ARGV[2]) then return 0 end
if found[1] ~= ARGV[1] then
  redis.call('HINCRBY', KEYS[1], 'wrong', 1)
  return 0
end
redis.call('HSETNX', KEYS[1], 'validated_at', ARGV[3])
return 1`;

/** ioredis sends a defined command as EVALSHA. */
export function redisSessions(url) {
  const redis = new Redis(url);
  redis.defineCommand('openSession', { numberOfKeys: 1, lua: open });
  redis.defineCommand('submitCode', { numberOfKeys: 1, lua: submit });
  return {
    open: (key, code, number) => redis.openSession(key, code, number, lifetimeMs),
    submit: async (key, code) => (await redis.submitCode(key, code, wrongCodesAllowed, Date.now())) === 1,
    read: async (key) => {
      const [number, validatedAt] = await redis.hmget(key, 'number', 'validated_at');
      return validatedAt === null ? undefined : { number, validatedAt: Number(validatedAt) };
    },
  };
}

export function memorySessions() {
  const sessions = new Map();
  const find = (key) => {
    const session = sessions.get(key);
    return session !== undefined && session.until > Date.now() ? session : undefined;
  };
  return {
    open: async (key, code, number) => {
      sessions.set(key, { code, number, wrong: 0, validatedAt: undefined, until: Date.now() + lifetimeMs });
    },
    submit: async (key, code) => {
      const session = find(key);
      if (session === undefined || session.wrong >= wrongCodesAllowed) return false;
      if (session.code !== code) session.wrong += 1;
      else session.validatedAt ??= Date.now();
      return session.code === code;
    },
    read: async (key) => {
      const session = find(key);
      return session?.validatedAt === undefined ? undefined : session;
    },
  };
}
