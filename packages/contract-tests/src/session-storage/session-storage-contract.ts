import type { SessionStorage } from '@threepid/core';
import type { ContractRunner } from '../runner/contract-runner.js';
import { madeBefore } from '../runner/made-before.js';
import { allowances } from './allowances.js';
import { claims } from './claims.js';
import { clocks } from './clocks.js';
import { codes } from './codes.js';
import { expiry } from './expiry.js';
import { forgetting } from './forgetting.js';
import { isolation } from './isolation.js';
import { judgedGuesses } from './judged-guesses.js';
import { messageLimits } from './message-limits.js';
import { modelTraces } from './model-traces.js';
import { operating } from './operating.js';
import { races } from './races.js';
import { reading } from './reading.js';
import { receipts } from './receipts.js';
import { secretRotation } from './secret-rotation.js';
import { sendAttempts } from './send-attempts.js';
import { sentMessages } from './sent-messages.js';
import { settling } from './settling.js';
import { stateMachine } from './state-machine.js';
import type { Suite } from './suite.js';
import { unavailable } from './unavailable.js';
import { validation } from './validation.js';
import { wrongCodes } from './wrong-codes.js';

/** Options of `sessionStorageContract`, with the functions of the runner. */
export interface SessionStorageContractOptions extends ContractRunner {
  /** Creates the storage that all tests share. It needn't be empty, because each test uses its own ids. */
  readonly create: () => Promise<SessionStorage> | SessionStorage;
  /** Closes the storage of `create`. */
  readonly destroy?: (storage: SessionStorage) => Promise<void> | void;
  /**
   * Creates a storage whose server can't be reached. Its calls must reject with `StorageUnavailableError` within the
   * runner's time-out. Absent: not tested.
   */
  readonly createUnavailable?: () => Promise<SessionStorage> | SessionStorage;
  /** Closes the storage of `createUnavailable`. */
  readonly destroyUnavailable?: (storage: SessionStorage) => Promise<void> | void;
  /** Number of random sequences of up to 60 calls in the state-machine test. Default: 100. */
  readonly sequences?: number;
  /** Seed of a failed run, to repeat its random sequences. */
  readonly seed?: number;
}

const parts = [
  sendAttempts,
  claims,
  settling,
  codes,
  wrongCodes,
  judgedGuesses,
  validation,
  receipts,
  sentMessages,
  reading,
  expiry,
  messageLimits,
  clocks,
  secretRotation,
  isolation,
  allowances,
  forgetting,
  operating,
  races,
];

/**
 * The suite that every `SessionStorage` must pass: the port's doc comments, case by case.
 *
 * Times come from the requests, so no test sleeps. Lifetimes and windows are at least a minute, so that a storage may
 * also expire its records by its own clock.
 */
export function sessionStorageContract(options: SessionStorageContractOptions): void {
  const { describe, it, create, destroy, createUnavailable, destroyUnavailable } = options;
  describe('session storage contract', () => {
    describe('a storage that answers', () => {
      const suite = { describe, it, storage: madeBefore(options, create, destroy) };
      readiness(suite);
      for (const part of parts) part(suite);
      modelTraces(suite);
      stateMachine(suite, { runs: options.sequences ?? 100, seed: options.seed });
    });
    if (createUnavailable === undefined) return;
    describe('a storage that does not', () => {
      unavailable({ describe, it, storage: madeBefore(options, createUnavailable, destroyUnavailable) });
    });
  });
}

function readiness({ it, storage }: Suite): void {
  it('has a name and is ready', async () => {
    if (storage().name === '') throw new TypeError('a storage needs a name, for logs');
    await storage().ready();
  });
}
