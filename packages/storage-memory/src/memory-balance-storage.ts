/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import {
  group,
  Ledger,
  type Balance,
  type BalanceStorage,
  type BalanceTable,
  type ChargeRequest,
  type ForgetBalances,
  type GuardDecision,
  type GuardTerms,
  type ReadBalances,
  type RefundRequest,
  type ReturnRequest,
} from '@threepid/core';
import { Balances } from './balances.js';
import { clocksDifferByMs } from './clocks-differ.js';

export interface MemoryBalanceStorageOptions {
  /**
   * Maximum number of balances. Default: 400,000. A message adds up to nine. When it is reached, what was earned by
   * verifications makes room before what was spent, and what many messages share, such as a country, goes last. Of one
   * sort, the balances that are back at their start first make room: with them, the guard forgets least.
   */
  readonly maxBalances?: number;
}

const defaultMaxBalances = 400_000;

/** Each call deletes more than it can add, but few enough to be quick. */
const droppedPerCall = 32;

/** Stores the guard's balances in the memory of this process. After a restart, every group starts anew. */
export class MemoryBalanceStorage implements BalanceStorage {
  readonly name = 'memory';
  private readonly balances: Balances;

  /** @throws RangeError if `maxBalances` is not a whole number above 0. */
  constructor({ maxBalances = defaultMaxBalances }: MemoryBalanceStorageOptions = {}) {
    if (!Number.isSafeInteger(maxBalances) || maxBalances < 1)
      throw new RangeError(`maxBalances must be a whole number above 0, not ${String(maxBalances)}`);
    this.balances = new Balances(maxBalances);
  }

  /** Number of balances, including expired ones that are not deleted yet. */
  get size(): number {
    return this.balances.size;
  }

  async charge({ message, proved, terms, now }: ChargeRequest): Promise<GuardDecision> {
    return this.ledger(terms, now).decide(message, proved);
  }

  async payBack({ message, terms, now }: ReturnRequest): Promise<void> {
    this.ledger(terms, now).payBack(message);
  }

  async refund({ message, kept, terms, now }: RefundRequest): Promise<void> {
    this.ledger(terms, now).refund(message, kept);
  }

  /** One step, like the others, but it looks at every balance. */
  async forget({ country, number }: ForgetBalances): Promise<void> {
    this.balances.deleteByPrefix(group('number', country, number).key);
    // The id of a pair begins with that of its number, which has as many characters as all others.
    this.balances.deleteByPrefix(group('pair', country, number).key);
  }

  async read({ groups, now }: ReadBalances): Promise<readonly (Balance | undefined)[]> {
    return groups.map(({ key }) => this.balances.get(key, now - clocksDifferByMs));
  }

  private ledger(terms: GuardTerms, now: number): Ledger {
    this.balances.dropExpired(now - clocksDifferByMs, droppedPerCall);
    const table: BalanceTable = {
      get: (key) => this.balances.get(key, now - clocksDifferByMs),
      set: (key, balance, of, kind) => {
        this.balances.set(key, balance, of, kind);
      },
    };
    return new Ledger(terms, table, now);
  }
}
