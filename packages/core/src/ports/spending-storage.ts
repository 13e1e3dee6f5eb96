import type { Budget } from '../domain/budget.js';

/** A message whose price is reserved before it is sent. */
export interface ReserveMessage {
  /** ISO 3166-1 alpha-2, or `001` for numbers that belong to no country. */
  readonly country: string;
  /** A safe integer from 0: millionths of the operator's currency unit, like every amount here. */
  readonly price: number;
  readonly budgets: {
    readonly country: Budget | undefined;
    /** The budget of all countries together. Undefined: what all of them spend isn't counted in one place. */
    readonly total: Budget | undefined;
  };
  /** Unix time in milliseconds, which decides on the day and the month. */
  readonly now: number;
}

/** Money that was reserved so far. */
export interface ReservedMoney {
  readonly day: number;
  readonly month: number;
}

export type BudgetName = 'country.day' | 'country.month' | 'total.day' | 'total.month';

export type ReserveOutcome =
  | {
      readonly kind: 'reserved';
      /** What the country's day and month hold now, with this message. */
      readonly country: ReservedMoney;
      /** The same of all countries; undefined if they have no budget. */
      readonly total: ReservedMoney | undefined;
    }
  /** The budget that is short for longest: of a month before that of a day, of the country before that of all. */
  | { readonly kind: 'short'; readonly budget: BudgetName };

/** What was spent on messages. */
export interface SpentMoney {
  readonly money: number;
  readonly messages: number;
}

/** What was spent on messages to a country. */
export interface CountrySpending {
  readonly country: string;
  /** In the UTC day of `now`. */
  readonly day: SpentMoney;
  /** In the UTC month of `now`. */
  readonly month: SpentMoney;
}

/**
 * Counts the money that messages cost, by country, UTC day and UTC month, against the operator's budgets. All amounts are
 * safe integers. It gets no number, no address, and nothing made from them.
 *
 * `reserve` and `release` are **one atomic step** each, over all processes that share the storage, and take one round trip: of
 * calls at once, no budget ever pays for more than it holds. In a Redis Cluster, the country and the total are a step each,
 * which go out together. If one is short or fails, the other is released: so calls that race may be refused one too many,
 * and never one too few, and a failure in between leaves money reserved for a message that isn't sent.
 *
 * A step that is taken twice, because a client sent it again after it lost a connection, must err on the side of spending less: a
 * reservation may count twice, a release must not.
 *
 * The time of each call decides on its day and month; a storage never reads a clock. Hosts whose clocks differ may spend from two
 * days at once around midnight, never more than either has. A month must be kept for at least a day after its end, because a release
 * may come late, and must be deleted later without a further call.
 *
 * Every method rejects with `StorageUnavailableError` if the step was not, or possibly not, taken; nothing is sent then.
 * A storage may release a reservation that it rejected, but only where it is certain that it was made: a server that took
 * over may never have had it, and the budget would pay for a message too many. Else the price stays reserved.
 *
 * Test your own implementation with `spendingStorageContract` of `@threepid/contract-tests`.
 */
export interface SpendingStorage {
  /** Name for logs, such as `redis`. */
  readonly name: string;

  /**
   * Reserves the price of a message if no budget is short; else changes nothing. Called for messages that the `SendPolicy` allows:
   * before their session is opened if there is a budget, and otherwise at the same time.
   */
  reserve(request: ReserveMessage): Promise<ReserveOutcome>;

  /**
   * Gives back what was reserved for a message that certainly was not sent. Called at most once for each request that
   * `reserve` has answered with `reserved`. Does nothing if the month is no longer stored, and never goes below 0.
   */
  release(reserved: ReserveMessage): Promise<void>;

  /** Reads what was spent, with what is reserved, in the order of the countries. Not atomic over several countries. */
  spent(request: {
    readonly countries: readonly string[];
    /** Unix time in milliseconds. */
    readonly now: number;
  }): Promise<readonly CountrySpending[]>;
}
