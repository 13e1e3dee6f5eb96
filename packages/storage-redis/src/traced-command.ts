import type { Socket } from 'node:net';
import { Command } from 'ioredis';

/** An argument of a command. Each character of a string is one byte: text that may not be ASCII must be a buffer. */
export type CommandArgument = string | number | Buffer;

interface TracedCommandOptions {
  readonly replyEncoding?: null;
  readonly keyPrefix?: string | undefined;
  /** The only connection that the command may go by. */
  readonly only?: Socket | undefined;
}

/** What is written instead of a command that may only go by another connection. */
const nothing = Buffer.from('*1\r\n$4\r\nPING\r\n');

/** A command of binary arguments that knows the connection of its reply. */
export class TracedCommand extends Command {
  private writtenTo: Socket | undefined;
  private sentAgain = false;
  private readonly only: Socket | undefined;

  constructor(name: string, args: readonly CommandArgument[], options: TracedCommandOptions = {}) {
    const { keyPrefix, only, ...others } = options;
    const prefix = keyPrefix === undefined ? {} : { keyPrefix: bytesOf(Buffer.from(keyPrefix)) };
    super(name, args.map(bytesOf), { ...others, ...prefix });
    this.only = only;
  }

  /** The connection that it was last written to; undefined before. */
  get connection(): Socket | undefined {
    return this.writtenTo;
  }

  /** True if the client sent it again after losing a connection without a reply, so it may have been executed twice. */
  get isResent(): boolean {
    return this.sentAgain;
  }

  /** As buffers: of a string, ioredis would hash the UTF-8, and ask the wrong node of a Cluster. */
  override getKeys(): Buffer[] {
    return super.getKeys().map((key) => Buffer.from(key.toString('latin1'), 'latin1'));
  }

  /**
   * Called by ioredis whenever it writes the command: first, after a redirection, and after a lost connection. Written as
   * one string of bytes: ioredis' own form of binary commands, many small buffers, takes several times as long. ioredis
   * can't be told to drop a command instead of sending it elsewhere, so that becomes a PING.
   */
  override toWritable(connection: Socket): Buffer {
    this.sentAgain ||= this.writtenTo?.destroyed === true;
    this.writtenTo = connection;
    writeTogether(connection);
    if (this.only !== undefined && this.only !== connection) return nothing;
    const args = this.args as readonly string[];
    const head = `*${String(args.length + 1)}\r\n${bulkString(this.name)}`;
    return Buffer.from(
      args.reduce((text, arg) => text + bulkString(arg), head),
      'latin1',
    );
  }
}

/** Commands of one turn of the event loop go out together: a write to a socket takes longer than a command. */
function writeTogether(connection: Socket): void {
  if (connection.writableCorked > 0) return;
  connection.cork();
  setImmediate(() => {
    connection.uncork();
  });
}

/** Source: Redis serialization protocol specification, "Bulk strings". */
function bulkString(bytes: string): string {
  return `$${String(bytes.length)}\r\n${bytes}\r\n`;
}

function bytesOf(argument: CommandArgument): string {
  return typeof argument === 'object' ? argument.toString('latin1') : String(argument);
}
