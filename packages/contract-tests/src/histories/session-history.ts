import type { SessionStorage } from '@threepid/core';
import type { SessionCall } from '../session-storage/session-call.js';
import { SessionStorageAround } from '../session-storage/session-storage-around.js';
import { describedPrefix } from './described-operations.js';
import { failedPrefix } from './failed-prefix.js';
import { linearize, type PlacedOperation } from './linearization.js';
import type { LostSuffix } from './lost-suffix.js';
import type { Operation } from './operation.js';
import { operationsOf, RecordedOperations, type RecordedCall } from './recorded-operations.js';
import { partitionsOf } from './session-partitions.js';
import { SessionModel, type SessionStep } from './session-step.js';

/** Options of `SessionHistory`. */
export interface SessionHistoryOptions {
  /** A clock in milliseconds, of which `momentAt` tells. Default: `performance.now`. */
  readonly timeMs?: () => number;
  /**
   * Steps that the storage may take by itself, at any time after a call was rejected, such as giving back what the call may
   * have counted. Default: none.
   */
  readonly echoes?: (call: SessionCall) => readonly SessionCall[];
}

/** Options of a storage whose calls are recorded. */
export interface RecordedStorageOptions {
  /** Who calls, for the report. */
  readonly client: string;
  /**
   * Counts the connections that the client has lost, if it sends a call again after losing one: such a call may be taken twice.
   * Default: it sends no call again.
   */
  readonly lostConnections?: () => number;
}

/** Options of `SessionHistory.check`. */
export interface SessionHistoryCheck {
  /** What a failover may have lost. Default: nothing. */
  readonly lost?: LostSuffix;
  /** The most steps of the search for one number. Default: 500,000. */
  readonly mostSteps?: number;
  /** False if a failure is to be named alone: how it came about may take as long to find as several checks. Default: true. */
  readonly isExplained?: boolean;
}

/** The result of a check. */
export interface SessionHistoryReport {
  /** One text for each number and allowance whose calls can't be explained, and for each error that no storage may give. */
  readonly failures: readonly string[];
  /** Histories for which the search found nothing in the steps that it may take. */
  readonly undecided: readonly string[];
  readonly calls: number;
  /** Calls that were rejected with `StorageUnavailableError`. */
  readonly rejected: number;
  /** Those of them that were taken, as the answers of others show or allow. */
  readonly rejectedTaken: number;
  /** Calls that were answered and taken twice. */
  readonly takenTwice: number;
  /** Answered steps with an effect that a failover lost. */
  readonly lost: number;
  /** Answers of an old primary that changed nothing: some of them tell of what was lost, or don't know what came later. */
  readonly answeredByOld: number;
  /** Numbers and allowances. */
  readonly partitions: number;
}

/**
 * Records what clients of a session storage ask and are answered, many at once, and checks whether each call was one atomic step:
 * whether there is an order of the steps in which the model of the port answers all of them so (linearizability).
 *
 * A call that was rejected with `StorageUnavailableError` may have been taken at any later moment, or never. Clocks may differ:
 * each call has its own time.
 */
export class SessionHistory {
  private readonly operations: RecordedOperations<SessionCall>;

  constructor(private readonly options: SessionHistoryOptions = {}) {
    const { timeMs = () => performance.now() } = options;
    this.operations = new RecordedOperations(timeMs);
  }

  /** A storage that does as `storage` does and records it. Several may be the same storage, or clients of the same one. */
  record(
    storage: SessionStorage,
    { client, lostConnections = () => 0 }: RecordedStorageOptions,
  ): SessionStorage {
    return new SessionStorageAround(storage, (call, make) =>
      this.operations.record(client, call, make, lostConnections),
    );
  }

  /** The moment now, between the calls. */
  get moment(): number {
    return this.operations.moment;
  }

  /** The moment before which only such calls ended as had ended at this time, by the clock of the history. */
  momentAt(timeMs: number): number {
    return this.operations.momentAt(timeMs);
  }

  /** Checks all that was recorded so far. */
  check(options: SessionHistoryCheck = {}): SessionHistoryReport {
    const { recorded } = this.operations;
    const { echoes = () => [] } = this.options;
    const operations = recorded.flatMap((call) => operationsOf(call, echoes));
    const checked = [...partitionsOf(operations)].map(([name, partition]) => check(name, partition, options));
    const order = checked.flatMap(({ order }) => order);
    const count = (isSo: (placed: PlacedOperation<SessionStep>) => boolean): number =>
      order.filter(isSo).length;
    return {
      failures: [...recorded.flatMap(unexpected), ...checked.flatMap(({ failure }) => failure)],
      undecided: checked.flatMap(({ undecided }) => undecided),
      calls: recorded.length,
      rejected: recorded.filter(({ error }) => error !== undefined).length,
      rejectedTaken: count(({ operation }) => isRejected(operation)),
      takenTwice: count(({ operation: { answer, ended } }) => answer === undefined && ended !== undefined),
      lost: count(
        ({ side, hasEffect, operation }) => side === 'old' && hasEffect && operation.answer !== undefined,
      ),
      answeredByOld: count(({ side, hasEffect }) => side === 'old' && !hasEffect),
      partitions: checked.length,
    };
  }
}

interface CheckedPartition {
  readonly failure: readonly string[];
  readonly undecided: readonly string[];
  readonly order: readonly PlacedOperation<SessionStep>[];
}

function check(
  name: string,
  operations: readonly Operation<SessionStep>[],
  options: SessionHistoryCheck,
): CheckedPartition {
  const model = new SessionModel();
  const found = linearize(operations, model, options);
  if (found.kind === 'linearizable') return { failure: [], undecided: [], order: found.order };
  if (found.kind === 'undecided') return { failure: [], undecided: [name], order: [] };
  if (options.isExplained === false) return { failure: [name], undecided: [], order: [] };
  return {
    failure: [describedPrefix(failedPrefix(operations, model, options), name)],
    undecided: [],
    order: [],
  };
}

function isRejected({ isCertain, ended, follows }: Operation<unknown>): boolean {
  return !isCertain && ended === undefined && follows === undefined;
}

/** A call that ended with an error which the port doesn't name. */
function unexpected({ client, call, error }: RecordedCall<SessionCall>): readonly string[] {
  if (error === undefined) return [];
  const name = error instanceof Error ? error.name : typeof error;
  if (name === 'StorageUnavailableError') return [];
  return [
    `${call.to} of ${client} was rejected, but not with StorageUnavailableError: ${error instanceof Error ? error.message : name}`,
  ];
}
