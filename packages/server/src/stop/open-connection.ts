import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Longest times that a stop waits for more bytes of a connection, in milliseconds. */
export interface StopPatience {
  /** If no request has begun: one may be on its way as the server stops. */
  readonly idleMs: number;
  /** If a request has arrived in part. */
  readonly halfMs: number;
  /** For a request to arrive in full, however slowly its bytes come. */
  readonly wholeMs: number;
}

/** A connection and its in-flight requests. */
export class OpenConnection {
  private readonly inFlight = new Set<IncomingMessage>();
  private bytesRead = 0;
  private heardAt: number;

  constructor(
    private readonly socket: Socket,
    now: number,
  ) {
    this.heardAt = now;
  }

  begin(request: IncomingMessage): void {
    this.inFlight.add(request);
  }

  end(request: IncomingMessage): void {
    this.inFlight.delete(request);
  }

  /** Number of in-flight requests: more than one if the client pipelines them. */
  get waiting(): number {
    return this.inFlight.size;
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Starts to measure how long it is silent. */
  heard(now: number): void {
    this.bytesRead = this.socket.bytesRead;
    this.heardAt = now;
  }

  /** Closes it if no request on it waits for its answer, and it has been silent for too long since the stop. */
  closeIfDone(stoppedAt: number, now: number, { idleMs, halfMs, wholeMs }: StopPatience): void {
    if (this.socket.bytesRead !== this.bytesRead) this.heard(now);
    if (this.owesAnswer) return;
    const patienceMs = this.waiting > 0 ? halfMs : idleMs;
    if (now - this.heardAt >= patienceMs || now - stoppedAt >= wholeMs) this.socket.destroy();
  }

  /** True if a request has arrived in full. */
  private get owesAnswer(): boolean {
    return [...this.inFlight].some(({ complete }) => complete);
  }
}
