import type { Socket } from 'node:net';
import { Command } from 'ioredis';

/** An argument of a command. Each character of a string is one byte: text that may not be ASCII must be a buffer. */
export type CommandArgument = string | number | Buffer;

/** What is written instead of a command that may only go by another connection. */
const nothing = Buffer.from('*1\r\n$4\r\nPING\r\n');

/** For a constructor that copies it. */
const noArguments: string[] = [];

/** Replies stay bytes. */
const asBytes = { replyEncoding: null };

/** A command of binary arguments that knows the connection of its reply. */
export class TracedCommand extends Command {
  private writtenTo: Socket | undefined;
  private sentAgain = false;

  /** @param only the only connection that the command may go by. */
  constructor(
    name: string,
    args: readonly CommandArgument[],
    private readonly only?: Socket,
  ) {
    // Given to ioredis, the arguments would be flattened and looked at one by one: they are what it makes of them already.
    super(name, noArguments, asBytes);
    this.args = args.map(bytesOf);
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
    let text = `*${String(args.length + 1)}\r\n${bulkString(this.name)}`;
    for (const arg of args) text += bulkString(arg);
    return Buffer.from(text, 'latin1');
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
  if (typeof argument === 'string') return argument;
  return typeof argument === 'object' ? argument.toString('latin1') : String(argument);
}
