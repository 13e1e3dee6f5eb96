import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How long a stop waits for more bytes of a connection, in milliseconds. */
export interface StopPatience {
  /** Where no request has begun: for one that is on its way as the server stops. */
  readonly idleMs: number;
  /** Where a request has come in by half. */
  readonly halfMs: number;
  /** Longest time for a request to come in whole, however it trickles. */
  readonly wholeMs: number;
}

/** A connection, and the requests on it that have no answer yet. */
export class OpenConnection {
  private readonly underWay = new Set<IncomingMessage>();
  private bytesRead = 0;
  private heardAt: number;

  constructor(
    private readonly socket: Socket,
    now: number,
  ) {
    this.heardAt = now;
  }

  begin(request: IncomingMessage): void {
    this.underWay.add(request);
  }

  end(request: IncomingMessage): void {
    this.underWay.delete(request);
  }

  /** How many requests on it wait for their answers: more than one if the client sends them ahead. */
  get waiting(): number {
    return this.underWay.size;
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Starts to count its silence. */
  heard(now: number): void {
    this.bytesRead = this.socket.bytesRead;
    this.heardAt = now;
  }

  /** Closes it if it owes no answer, and has been silent for too long since the stop. */
  closeIfDone(stoppedAt: number, now: number, { idleMs, halfMs, wholeMs }: StopPatience): void {
    if (this.socket.bytesRead !== this.bytesRead) this.heard(now);
    if (this.owesAnswer) return;
    const patienceMs = this.waiting > 0 ? halfMs : idleMs;
    if (now - this.heardAt >= patienceMs || now - stoppedAt >= wholeMs) this.socket.destroy();
  }

  /** Whether a request has come in whole. */
  private get owesAnswer(): boolean {
    return [...this.underWay].some(({ complete }) => complete);
  }
}
