import type { Clock } from '@threepid/core';
import type { Logger } from 'pino';
import { RestartDelays } from './restart-delays.js';
import type { Turns } from './turns.js';
import type { WorkerParts } from './worker-message.js';
import { notStarted, type Worker, type WorkerExit } from './worker-process.js';

/** What a supervisor works with. */
export interface SupervisorOptions {
  /** Starts a worker. */
  readonly fork: () => Worker;
  /** Where workers that are ready take their turns. */
  readonly turns: Turns;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Waits for some milliseconds. */
  readonly wait: (delayMs: number) => Promise<unknown>;
  /** Called when a worker has died too often. */
  readonly giveUp: () => void;
}

/** Starts workers, replaces those that die, and stops all. */
export class Supervisor {
  private readonly workers = new Set<Worker>();
  private state: 'running' | 'stopping' = 'running';

  constructor(private readonly options: SupervisorOptions) {}

  /**
   * Starts workers, and resolves to the parts of one once all are ready.
   *
   * @throws WorkerStartError of the first that can't start. All others are ended.
   */
  async start(count: number): Promise<WorkerParts> {
    try {
      const others = Array.from({ length: count - 1 }, () => this.add());
      const [parts] = await Promise.all([this.add(), ...others]);
      return parts;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  get pids(): readonly number[] {
    return [...this.workers].map(({ pid = 0 }) => pid);
  }

  /** Asks all to answer their in-flight requests and end. True if all have ended well. */
  async stop(): Promise<boolean> {
    this.state = 'stopping';
    const exits = [...this.workers].map(({ exit }) => exit);
    for (const worker of this.workers) worker.stop();
    return (await Promise.all(exits)).every(({ code }) => code === 0);
  }

  /** Ends all at once. */
  end(): void {
    this.state = 'stopping';
    for (const worker of this.workers) worker.kill();
  }

  /** Adds a worker that is replaced whenever it dies. */
  private async add(): Promise<WorkerParts> {
    const worker = this.fork();
    const parts = await this.ready(worker);
    void this.keepAlive(worker, new RestartDelays(this.options.clock));
    return parts;
  }

  private fork(): Worker {
    const worker = this.options.fork();
    this.workers.add(worker);
    void worker.exit.then(() => this.workers.delete(worker));
    return worker;
  }

  /** Waits until a worker can take connections, and lets it. */
  private async ready(worker: Worker): Promise<WorkerParts> {
    const { turns } = this.options;
    const parts = await worker.ready();
    turns.add(worker);
    void worker.exit.then(() => {
      turns.remove(worker);
    });
    return parts;
  }

  private async keepAlive(worker: Worker, delays: RestartDelays): Promise<void> {
    await this.replace(await worker.exit, delays);
  }

  private async replace(died: WorkerExit, delays: RestartDelays): Promise<void> {
    if (this.state === 'stopping') return;
    const delayMs = delays.next();
    if (delayMs === undefined) {
      this.giveUp(died);
      return;
    }
    this.options.logger.error({ ...died, delayMs }, 'a process has died, another one replaces it');
    await this.options.wait(delayMs);
    await this.addAgain(delays);
  }

  /** A process that the system can't start counts as one that died at once. */
  private async addAgain(delays: RestartDelays): Promise<void> {
    if (this.state === 'stopping') return;
    let worker: Worker;
    try {
      worker = this.fork();
    } catch (error) {
      await this.replace(notStarted(error), delays);
      return;
    }
    void this.keepAlive(worker, delays);
    await this.report(worker);
  }

  private async report(worker: Worker): Promise<void> {
    const { pid } = worker;
    try {
      await this.ready(worker);
      this.options.logger.info({ pid }, 'the new process is ready');
    } catch (error) {
      if (this.isStopping()) return;
      this.options.logger.error({ pid, reason: String(error) }, 'the new process did not start');
    }
  }

  /** By a method, because it may change while a step waits. */
  private isStopping(): boolean {
    return this.state === 'stopping';
  }

  private giveUp(died: WorkerExit): void {
    this.options.logger.fatal(died, 'a process has died too often within a minute: stopping');
    this.options.giveUp();
  }
}
