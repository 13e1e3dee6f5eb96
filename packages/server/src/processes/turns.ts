import type { Socket } from 'node:net';

/** Something that takes connections. */
export interface ConnectionTaker {
  take(socket: Socket): void;
}

/** Gives connections to takers in turn. While there is no taker, they wait for one. */
export class Turns {
  private readonly takers: ConnectionTaker[] = [];
  private readonly waiting: Socket[] = [];

  add(taker: ConnectionTaker): void {
    this.takers.push(taker);
    for (const socket of this.waiting.splice(0)) this.give(socket);
  }

  remove(taker: ConnectionTaker): void {
    const index = this.takers.indexOf(taker);
    if (index >= 0) this.takers.splice(index, 1);
  }

  give(socket: Socket): void {
    const next = this.takers.shift();
    if (next === undefined) {
      this.waiting.push(socket);
      return;
    }
    this.takers.push(next);
    next.take(socket);
  }

  /** Closes the connections that still wait. */
  close(): void {
    for (const socket of this.waiting.splice(0)) socket.destroy();
  }
}
