import type { Socket } from 'node:net';
import { Command } from 'ioredis';

/** An argument of a command. Each character of a string is one byte: text that may not be ASCII must be a buffer. */
export type CommandArgument = string | number | Buffer;

/** What is written instead of a command that may only go by another connection. */
const nothing = Buffer.from('*1\r\n$4\r\nPING\r\n');

/** Which connections a command may go by. Default: any, and another one if the first is lost. */
export interface CommandRoute {
  /** The only connection. */
  readonly only?: Socket;
  /** True if it must not be executed twice: once its connection is lost, it isn't sent again. Default: false. */
  readonly isOnce?: boolean;
}

/** A command of binary arguments, whose reply stays bytes and which knows the connection of it. */
export class TracedCommand extends Command {
  private writtenTo: Socket | undefined;
  private sentAgain = false;

  /**
   * @param args one byte a character; the command keeps them.
   */
  constructor(
    name: string,
    args: string[],
    private readonly route: CommandRoute = {},
  ) {
    // Given to ioredis, the arguments would be flattened and looked at one by one: they are what it makes of them already.
    super(name);
    this.args = args;
  }

  /** The connection that it was last written to; undefined before. */
  get connection(): Socket | undefined {
    return this.writtenTo;
  }

  /**
   * True if the client sent it again after losing a connection without a reply, so it may have been executed twice; or, with
   * `isOnce`, once.
   */
  get isResent(): boolean {
    return this.sentAgain;
  }

  /** As buffers: of a string, ioredis would hash the UTF-8, and ask the wrong node of a Cluster. */
  override getKeys(): Buffer[] {
    return super.getKeys().map((key) => Buffer.from(String(key), 'latin1'));
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
    if (!this.mayGoBy(connection)) return nothing;
    const args = this.args as readonly string[];
    let text = `*${String(args.length + 1)}${headOf(this.name)}${this.name}`;
    for (const arg of args) text += headOf(arg) + arg;
    return Buffer.from(`${text}\r\n`, 'latin1');
  }

  private mayGoBy(connection: Socket): boolean {
    const { only = connection, isOnce = false } = this.route;
    return only === connection && !(isOnce && this.sentAgain);
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

/** The heads of short strings: they are most, and a text that is made anew takes longer to be put together. */
const heads: readonly string[] = Array.from({ length: 64 }, (_, length) => head(length));

/** What stands between the argument before and this one. Source: Redis serialization protocol specification, "Bulk strings". */
function headOf({ length }: string): string {
  return heads[length] ?? head(length);
}

function head(length: number): string {
  return `\r\n$${String(length)}\r\n`;
}

/** An argument as a command takes it, one byte a character. */
export function bytesOf(argument: CommandArgument): string {
  return typeof argument === 'object' ? argument.toString('latin1') : String(argument);
}
