import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ProviderState } from '../readiness/provider-state.js';
import type { MetricsSnapshot } from '../telemetry/metrics-snapshot.js';
import type { MeteredWorker } from './metered-worker.js';
import type { PulsedWorker } from './pulses.js';
import type { WorkerOrder, WorkerParts, WorkerReport } from './worker-message.js';
import { WorkerStartError } from './worker-start-error.js';

/** The end of a worker. Without a pid, the system could not start its process: `reason` says why. */
export interface WorkerExit {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason?: string;
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

/** The end of a worker whose process the system could not start. */
export function notStarted(error: unknown): WorkerExit {
  return { pid: undefined, code: null, signal: null, reason: String(error) };
}

/** A worker in a child process. */
export class WorkerProcess implements Worker, PulsedWorker, MeteredWorker {
  readonly exit: Promise<WorkerExit>;

  constructor(private readonly child: ChildProcess) {
    this.exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ pid: child.pid, code, signal });
      });
      // Such as at the limit of processes or open files. Without a listener, it would end the supervisor.
      child.on('error', (error) => {
        if (child.pid === undefined) resolve(notStarted(error));
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
        else if (report.kind === 'failed') reject(new WorkerStartError(report.reason));
      });
      void this.exit.then(({ code, signal, reason }) => {
        const end = reason ?? signal ?? `exit code ${code}`;
        reject(new WorkerStartError(`a process ended while it started: ${end}`));
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

  ping(providers: readonly ProviderState[]): void {
    this.order({ kind: 'ping', providers });
  }

  onPong(listener: (providers: readonly ProviderState[]) => void): void {
    this.child.on('message', (report: WorkerReport) => {
      if (report.kind === 'pong') listener(report.providers);
    });
  }

  askMetrics(): void {
    this.order('metrics');
  }

  onMetrics(listener: (snapshot: MetricsSnapshot) => void): void {
    this.child.on('message', (report: WorkerReport) => {
      if (report.kind === 'metrics') listener(report.snapshot);
    });
  }

  readStats(reads: boolean): void {
    this.order(reads ? 'read stats' : 'leave stats');
  }

  private order(order: WorkerOrder, socket?: Socket): void {
    this.child.send(order, socket, {}, (error) => {
      if (error !== null) socket?.destroy();
    });
  }
}
