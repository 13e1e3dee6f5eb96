import type { SessionStorage } from '@threepid/core';
import type { ContractRunner } from '../runner/contract-runner.js';
import { madeBefore } from '../runner/made-before.js';
import { allowances } from './allowances.js';
import { claims } from './claims.js';
import { clocks } from './clocks.js';
import { codes } from './codes.js';
import { expiry } from './expiry.js';
import { isolation } from './isolation.js';
import { judgedGuesses } from './judged-guesses.js';
import { messageLimits } from './message-limits.js';
import { races } from './races.js';
import { reading } from './reading.js';
import { secretRotation } from './secret-rotation.js';
import { sendAttempts } from './send-attempts.js';
import { settling } from './settling.js';
import { stateMachine } from './state-machine.js';
import type { Suite } from './suite.js';
import { unavailable } from './unavailable.js';
import { validation } from './validation.js';
import { wrongCodes } from './wrong-codes.js';

/** Options of `sessionStorageContract`, with the functions of the runner. */
export interface SessionStorageContractOptions extends ContractRunner {
  /** Makes the storage that all tests share. It need not be empty: each test uses ids of its own. */
  readonly create: () => Promise<SessionStorage> | SessionStorage;
  /** Closes what `create` made. */
  readonly destroy?: (storage: SessionStorage) => Promise<void> | void;
  /**
   * Makes a storage whose server cannot be reached: its calls have to reject with `StorageUnavailableError`, each within
   * the time that the runner gives a test. Absent: not tested.
   */
  readonly createUnavailable?: () => Promise<SessionStorage> | SessionStorage;
  /** Closes what `createUnavailable` made. */
  readonly destroyUnavailable?: (storage: SessionStorage) => Promise<void> | void;
  /** How many random sequences of up to 60 calls the state-machine test tries: 100 unless given. */
  readonly sequences?: number;
  /** Repeats the random sequences of a failed run, which names its seed. */
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
  reading,
  expiry,
  messageLimits,
  clocks,
  secretRotation,
  isolation,
  allowances,
  races,
];

/**
 * The suite that every `SessionStorage` has to pass: what the port's doc comments say, case by case.
 *
 * Time is that of the requests: nothing sleeps. Lifetimes and windows are of a minute or more, so that a storage may
 * also let its records end by a clock of its own.
 */
export function sessionStorageContract(options: SessionStorageContractOptions): void {
  const { describe, it, create, destroy, createUnavailable, destroyUnavailable } = options;
  describe('session storage contract', () => {
    describe('a storage that answers', () => {
      const suite = { describe, it, storage: madeBefore(options, create, destroy) };
      readiness(suite);
      for (const part of parts) part(suite);
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
