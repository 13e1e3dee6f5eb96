import type { Socket } from 'node:net';
import { Command } from 'ioredis';

/** A command that knows the connection of its reply. */
export class TracedCommand extends Command {
  private writtenTo: Socket | undefined;
  private sentAgain = false;

  /** The connection that it was last written to; undefined before. */
  get connection(): Socket | undefined {
    return this.writtenTo;
  }

  /** True if the client sent it again after losing a connection without a reply, so it may have been executed twice. */
  get isResent(): boolean {
    return this.sentAgain;
  }

  /** Called by ioredis whenever it writes the command: first, after a redirection, and after a lost connection. */
  override toWritable(connection: Socket): string | Buffer {
    this.sentAgain ||= this.writtenTo?.destroyed === true;
    this.writtenTo = connection;
    return super.toWritable(connection);
  }
}
