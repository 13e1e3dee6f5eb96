import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { TracedCommand, type CommandRoute } from '../dist/traced-command.js';

const get = '*2\r\n$3\r\nget\r\n$3\r\nkey\r\n';
const nothing = '*1\r\n$4\r\nPING\r\n';

function commandOf(route?: CommandRoute): TracedCommand {
  return new TracedCommand('get', ['key'], route);
}

/** What the client writes if it sends the command by each of these in turn. */
function writtenTo(command: TracedCommand, connections: readonly Socket[]): readonly string[] {
  return connections.map((connection) => command.toWritable(connection).toString('latin1'));
}

function lostConnection(): Socket {
  return new Socket().destroy();
}

describe('TracedCommand', () => {
  it('knows the connection that it was last written to', () => {
    const command = commandOf();
    expect(command.connection).to.equal(undefined);
    const [first, second] = [new Socket(), new Socket()];
    for (const connection of [first, second]) {
      command.toWritable(connection);
      expect(command.connection).to.equal(connection);
    }
  });

  it('is resent once it is written after a connection that was lost, and stays so; after a redirection it is not', () => {
    const command = commandOf();
    const isResent = [new Socket(), lostConnection(), new Socket(), new Socket()].map((connection) => {
      command.toWritable(connection);
      return command.isResent;
    });
    expect(isResent).to.deep.equal([false, false, true, true]);
  });

  it('is written byte by byte, and asks for its keys as bytes', () => {
    const command = new TracedCommand('get', ['\u00e9\u00ff']);
    expect(command.toWritable(new Socket()).subarray(-4)).to.deep.equal(Buffer.of(0xe9, 0xff, 13, 10));
    expect(command.getKeys()).to.deep.equal([Buffer.of(0xe9, 0xff)]);
    const long = 'x'.repeat(64);
    expect(writtenTo(new TracedCommand('get', [long]), [new Socket()])).to.deep.equal([
      `*2\r\n$3\r\nget\r\n$64\r\n${long}\r\n`,
    ]);
  });

  it('goes by any connection, as often as the client likes', () => {
    expect(writtenTo(commandOf(), [lostConnection(), new Socket()])).to.deep.equal([get, get]);
  });

  it('goes by the only connection that it may, and is nothing on others', () => {
    const only = new Socket();
    expect(writtenTo(commandOf({ only }), [new Socket(), only])).to.deep.equal([nothing, get]);
  });

  it('goes once if it must not be taken twice, but follows a redirection', () => {
    const connections = [new Socket(), lostConnection(), new Socket()];
    expect(writtenTo(commandOf({ isOnce: true }), connections)).to.deep.equal([get, get, nothing]);
  });

  it('goes out with all of its turn of the event loop', async () => {
    const connection = new Socket();
    for (let turn = 0; turn < 2; turn += 1) {
      for (let times = 0; times < 3; times += 1) commandOf().toWritable(connection);
      expect(connection.writableCorked).to.equal(1);
      await setImmediate();
      expect(connection.writableCorked).to.equal(0);
    }
  });
});
