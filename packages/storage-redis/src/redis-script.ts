import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { bytesOf, TracedCommand, type CommandArgument, type CommandRoute } from './traced-command.js';

/** A script's reply, and the command that it belongs to. */
export interface ScriptReply {
  readonly reply: unknown;
  readonly command: TracedCommand;
}

/** A Lua script, called by its digest: one round trip. */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly lua: string) {
    this.digest = createHash('sha1').update(lua).digest('hex');
  }

  /**
   * Runs the script by EVALSHA. If the server doesn't know it (after a restart, a promotion or SCRIPT FLUSH), EVAL
   * sends the text itself, which can't fail for the same reason, whatever is flushed in between.
   *
   * @param route it isn't run if the client would send it by another connection.
   */
  async run(
    redis: Redis | Cluster,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    route?: CommandRoute,
  ): Promise<ScriptReply> {
    try {
      return await send(redis, new TracedCommand('evalsha', argsOf(this.digest, redis, keys, args), route));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      const lua = bytesOf(Buffer.from(this.lua));
      return send(redis, new TracedCommand('eval', argsOf(lua, redis, keys, args), route));
    }
  }
}

/**
 * Sends a command unchanged. With auto-pipelining, `redis.evalsha()` would take the digest for the key and choose the
 * wrong node of a Cluster.
 */
async function send(redis: Redis | Cluster, command: TracedCommand): Promise<ScriptReply> {
  redis.sendCommand(command);
  return { reply: (await command.promise) as unknown, command };
}

function argsOf(
  script: string,
  { options: { keyPrefix = '' } }: Redis | Cluster,
  keys: readonly CommandArgument[],
  args: readonly CommandArgument[],
): string[] {
  const prefix = keyPrefix === '' ? '' : bytesOf(Buffer.from(keyPrefix));
  const all = [script, String(keys.length)];
  for (const key of keys) all.push(prefix + bytesOf(key));
  for (const arg of args) all.push(bytesOf(arg));
  return all;
}
