import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { TracedCommand, type CommandArgument } from './traced-command.js';

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
   * @param only the only connection that the script may be run by. It isn't run if the client would send it by another.
   */
  async run(
    redis: Redis | Cluster,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    only?: Socket,
  ): Promise<ScriptReply> {
    const prefix = keyPrefixOf(redis);
    const prefixed = prefix === '' ? keys : keys.map((key) => prefix + latin1(key));
    const rest = [keys.length, ...prefixed, ...args];
    try {
      const command = send(redis, new TracedCommand('evalsha', [this.digest, ...rest], only));
      return { reply: (await command.promise) as unknown, command };
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      const command = send(redis, new TracedCommand('eval', [Buffer.from(this.lua), ...rest], only));
      return { reply: (await command.promise) as unknown, command };
    }
  }
}

/**
 * Sends a command unchanged. With auto-pipelining, `redis.evalsha()` would take the digest for the key and choose the
 * wrong node of a Cluster.
 */
function send(redis: Redis | Cluster, command: TracedCommand): TracedCommand {
  redis.sendCommand(command);
  return command;
}

/** The prefix that the client gives to each key, one byte a character. */
function keyPrefixOf({ options: { keyPrefix } }: Redis | Cluster): string {
  return keyPrefix === undefined || keyPrefix === '' ? '' : latin1(Buffer.from(keyPrefix));
}

function latin1(key: CommandArgument): string {
  return Buffer.isBuffer(key) ? key.toString('latin1') : String(key);
}
