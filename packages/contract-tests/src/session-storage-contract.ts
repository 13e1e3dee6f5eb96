import type { SessionStorage } from '@threepid/core';
import { allowances } from './session-storage/allowances.js';
import { claims } from './session-storage/claims.js';
import { clocks } from './session-storage/clocks.js';
import { codes } from './session-storage/codes.js';
import { expiry } from './session-storage/expiry.js';
import { isolation } from './session-storage/isolation.js';
import { judgedGuesses } from './session-storage/judged-guesses.js';
import { messageLimits } from './session-storage/message-limits.js';
import { races } from './session-storage/races.js';
import { reading } from './session-storage/reading.js';
import { secretRotation } from './session-storage/secret-rotation.js';
import { sendAttempts } from './session-storage/send-attempts.js';
import { settling } from './session-storage/settling.js';
import { stateMachine } from './session-storage/state-machine.js';
import type { Suite } from './session-storage/suite.js';
import { unavailable } from './session-storage/unavailable.js';
import { validation } from './session-storage/validation.js';
import { wrongCodes } from './session-storage/wrong-codes.js';

export interface SessionStorageContractOptions {
  /** The runner's functions: those of mocha, or what other runners call `describe`, `it`, `beforeAll` and `afterAll`. */
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  readonly before: (body: () => Promise<void>) => unknown;
  readonly after: (body: () => Promise<void>) => unknown;
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

type Create = SessionStorageContractOptions['create'];
type Destroy = SessionStorageContractOptions['destroy'];

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
  const { describe, create, destroy, createUnavailable, destroyUnavailable } = options;
  describe('session storage contract', () => {
    describe('a storage that answers', () => {
      const suite = suiteOver(options, create, destroy);
      readiness(suite);
      for (const part of parts) part(suite);
      stateMachine(suite, { runs: options.sequences ?? 100, seed: options.seed });
    });
    if (createUnavailable === undefined) return;
    describe('a storage that does not', () => {
      unavailable(suiteOver(options, createUnavailable, destroyUnavailable));
    });
  });
}

function readiness({ it, storage }: Suite): void {
  it('has a name and is ready', async () => {
    if (storage().name === '') throw new TypeError('a storage needs a name, for logs');
    await storage().ready();
  });
}

/** The storage is made before the tests of the enclosing `describe`, and closed after them. */
function suiteOver(options: SessionStorageContractOptions, create: Create, destroy: Destroy): Suite {
  const { describe, it, before, after } = options;
  let made: SessionStorage | undefined;
  before(async () => {
    made = await create();
  });
  after(async () => {
    if (made !== undefined) await destroy?.(made);
  });
  const storage = (): SessionStorage => {
    if (made === undefined) throw new TypeError('the storage is made before the tests run');
    return made;
  };
  return { describe, it, storage };
}
