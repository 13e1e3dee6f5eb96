import type { Logger } from 'pino';
import { mergedStates } from '../readiness/merged-states.js';
import { ProviderChanges } from '../readiness/provider-changes.js';
import type { ProviderState } from '../readiness/provider-state.js';
import type { ConnectionTaker, Turns } from './turns.js';

/** A worker, as those see it who look whether it still answers. */
export interface PulsedWorker extends ConnectionTaker {
  readonly pid: number | undefined;
  readonly exit: Promise<unknown>;
  /** @throws WorkerStartError if it can't start. */
  ready(): Promise<unknown>;
  /** Asks it to answer, and tells it what all workers know of the providers. */
  ping(providers: readonly ProviderState[]): void;
  /** Calls a listener with each answer, which is what the worker knows of the providers. */
  onPong(listener: (providers: readonly ProviderState[]) => void): void;
  /** Ends it at once. */
  kill(): void;
}

/** Parts that the pulses work with. */
export interface PulsesOptions {
  /** Where workers that are ready take their turns. */
  readonly turns: Pick<Turns, 'add' | 'remove'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Time between two looks at the workers, in milliseconds. */
export const pulseMs = 1_000;

/**
 * After so many looks without an answer, a worker gets no connections, or is ended. Looks are counted instead of time: while
 * this process is busy or suspended itself, it can't read their answers either.
 */
const looksUntilSilent = 3;
const looksUntilHung = 30;

interface Pulse {
  isAsked: boolean;
  missed: number;
  known: readonly ProviderState[];
}

/**
 * Asks each worker, once in a while, whether it still answers. One whose event loop is blocked gets no more connections
 * until it answers again, and is ended if that takes too long: its supervisor then replaces it. With question and answer
 * travels what the workers know of the providers.
 */
export class Pulses {
  private readonly pulses = new Map<PulsedWorker, Pulse>();
  private readonly changes: ProviderChanges;

  constructor(private readonly options: PulsesOptions) {
    this.changes = new ProviderChanges(options.logger);
  }

  /** Takes a worker into account once it is ready, until it ends. */
  watch(worker: PulsedWorker): void {
    worker.ready().then(
      () => {
        this.add(worker);
      },
      // It ends, and its supervisor knows.
      () => undefined,
    );
    void worker.exit.then(() => this.pulses.delete(worker));
  }

  /** Looks at all workers, and asks those that have answered. Call it every `pulseMs` milliseconds. */
  look(): void {
    const known = mergedStates([...this.pulses.values()].map((pulse) => pulse.known));
    this.changes.see(known);
    for (const [worker, pulse] of this.pulses) {
      if (pulse.isAsked) this.miss(worker, pulse);
      else {
        pulse.isAsked = true;
        worker.ping(known);
      }
    }
  }

  private add(worker: PulsedWorker): void {
    const pulse: Pulse = { isAsked: false, missed: 0, known: [] };
    this.pulses.set(worker, pulse);
    worker.onPong((known) => {
      pulse.known = known;
      this.answered(worker, pulse);
    });
  }

  private miss(worker: PulsedWorker, pulse: Pulse): void {
    const { turns, logger } = this.options;
    pulse.missed += 1;
    if (pulse.missed === looksUntilSilent) {
      turns.remove(worker);
      logger.warn({ pid: worker.pid }, 'a process does not answer, and gets no new connections');
    }
    if (pulse.missed === looksUntilHung) {
      logger.error({ pid: worker.pid }, 'a process hangs, and is ended');
      worker.kill();
    }
  }

  private answered(worker: PulsedWorker, pulse: Pulse): void {
    const { turns, logger } = this.options;
    const wasSilent = pulse.missed >= looksUntilSilent;
    [pulse.isAsked, pulse.missed] = [false, 0];
    // It may have answered just before it ended.
    if (!wasSilent || !this.pulses.has(worker)) return;
    turns.add(worker);
    logger.info({ pid: worker.pid }, 'the process answers again');
  }
}
