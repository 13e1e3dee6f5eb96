import type { Clock } from '@threepid/core';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest time to accept connections before the port is closed, in milliseconds. */
const longestMs = 2_000;

/** Length of a turn of the event loop so short that hardly a connection can have gone unseen, in milliseconds. */
const shortMs = 0.5;

/** Number of turns without a connection that is enough on a machine so busy that no turn is short. */
const enoughTurns = 5;

type ConnectionListener = (socket: Socket) => void;

/**
 * Closes the port of a server, and none of its connections.
 *
 * The system completes connections before the process accepts them, and Node accepts one per turn of the event loop.
 * Closing the port resets those that wait, though their requests may have been sent in full. So all are accepted first,
 * and held until the port is closed: a client that got its answer could otherwise reconnect in the meantime.
 */
export async function stopListening(server: Server, clock: Clock): Promise<void> {
  const listeners = server.listeners('connection') as ConnectionListener[];
  server.removeAllListeners('connection');
  const held = await acceptWaiting(server, clock);
  // Not the HTTP server's own close(), which closes kept connections at once.
  Server.prototype.close.call(server);
  server.removeAllListeners('connection');
  for (const listener of listeners) server.on('connection', listener);
  for (const socket of held) release(server, socket);
}

/** Accepts until turns bring no more connections. Those that arrive meanwhile are held too. */
async function acceptWaiting(server: Server, clock: Clock): Promise<readonly Socket[]> {
  const held: Socket[] = [];
  server.on('connection', (socket) => {
    held.push(socket.on('error', destroySocket));
  });
  // The first turn may be the rest of the current one, which has already looked for connections.
  await nextTurn();
  const until = clock.now() + longestMs;
  for (let without = 0; without < enoughTurns && clock.now() < until;) {
    const [before, start] = [held.length, clock.now()];
    await nextTurn();
    const isShort = clock.now() - start < shortMs;
    without = held.length > before ? 0 : without + (isShort ? enoughTurns : 1);
  }
  return held;
}

/** Hands a held connection to the HTTP server, with the bytes that have arrived on it. */
function release(server: Server, socket: Socket): void {
  socket.off('error', destroySocket);
  if (!socket.destroyed) server.emit('connection', socket);
}

/** Without a listener, an error would end the process. */
function destroySocket(this: Socket): void {
  this.destroy();
}
