import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { TracedCommand } from './traced-command.js';

/** What a script is handed beside its keys. */
export type ScriptArgument = string | number | Buffer;

/** What a script answered, and the command that it was the answer to. */
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
   * Runs the script by EVALSHA. Where a server does not know it (it began anew, was promoted, or somebody called SCRIPT
   * FLUSH), EVAL carries the text itself: that can't fail for the same reason, whatever is flushed in between.
   */
  async run(
    redis: Redis | Cluster,
    keys: readonly Buffer[],
    args: readonly ScriptArgument[],
  ): Promise<ScriptReply> {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await send(redis, 'evalsha', [this.digest, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return send(redis, 'eval', [this.lua, ...rest]);
    }
  }
}

/**
 * Sends a command as it is. `redis.evalsha()` would hand it to auto-pipelining, if the client has that on, which takes
 * the digest for the key and picks the wrong node of a Cluster.
 */
async function send(redis: Redis | Cluster, name: string, args: ScriptArgument[]): Promise<ScriptReply> {
  const { keyPrefix } = redis.options;
  const command = new TracedCommand(name, args, {
    replyEncoding: null,
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
  });
  redis.sendCommand(command);
  return { reply: (await command.promise) as unknown, command };
}
