import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { WorkerOrder, WorkerParts, WorkerReport } from './worker-message.js';
import { WorkerStartError } from './worker-start-error.js';

/** The end of a worker. */
export interface WorkerExit {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
}

/** A worker, as its supervisor sees it. */
export interface Worker {
  readonly pid: number | undefined;
  readonly exit: Promise<WorkerExit>;
  /**
   * Its parts, once it can take connections.
   *
   * @throws WorkerStartError if it can't start.
   */
  ready(): Promise<WorkerParts>;
  /** Passes a connection to it. If it has just died, the connection is closed, as are all others that it had. */
  take(socket: Socket): void;
  /** Asks it to answer its in-flight requests and end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** A worker in a child process. */
export class WorkerProcess implements Worker {
  readonly exit: Promise<WorkerExit>;

  constructor(private readonly child: ChildProcess) {
    this.exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ pid: child.pid, code, signal });
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  ready(): Promise<WorkerParts> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (report: WorkerReport) => {
        if (report.kind === 'ready') resolve(report.parts);
        else reject(new WorkerStartError(report.reason));
      });
      void this.exit.then(({ code, signal }) => {
        reject(new WorkerStartError(`a process ended while it started: ${signal ?? `exit code ${code}`}`));
      });
    });
  }

  take(socket: Socket): void {
    this.order('connection', socket);
  }

  stop(): void {
    this.order('stop');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private order(order: WorkerOrder, socket?: Socket): void {
    this.child.send(order, socket, {}, (error) => {
      if (error !== null) socket?.destroy();
    });
  }
}
