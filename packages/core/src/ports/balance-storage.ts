import type { Balance } from '../guard/balance.js';
import type { GroupKind, GuardTerms } from '../guard/guard-terms.js';
import type { GuardDecision } from '../guard/ledger.js';
import type { ChargedMessage, Group, MessageGroups } from '../guard/message-groups.js';

/** A message that is about to be sent. */
export interface ChargeRequest {
  /**
   * The ids are keyed digests: 6 bytes in base64url, 8 characters. They belong to the message's country: the same
   * address has another id in another country, so everything except the groups `all` and `share` can lie in one hash slot
   * of a Redis Cluster, and those two in another.
   */
  readonly message: MessageGroups;
  /** True if a challenge was solved for this message. */
  readonly proved: boolean;
  /** The same object at each call of a guard, so that a storage may prepare it once. */
  readonly terms: GuardTerms;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A message that was charged. */
export interface ReturnRequest {
  /** As `charge` answered. */
  readonly message: ChargedMessage;
  /** As in `ChargeRequest`. */
  readonly terms: GuardTerms;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A message that was certainly not sent. */
export interface RefundRequest extends ReturnRequest {
  /** Groups of these kinds stay charged. Default: none. */
  readonly kept?: readonly GroupKind[];
}

/** A number to forget. */
export interface ForgetBalances {
  /** As in `MessageGroups`. */
  readonly country: string;
  /** As in `MessageGroups`. */
  readonly number: string;
}

/** Groups whose balances an operator wants to see. */
export interface ReadBalances {
  /** Of any kind and country, with the keys that `everyGroup` and `countryGroup` make. */
  readonly groups: readonly Group[];
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * Stores the balances of the guard. It gets keyed digests only, except for the country.
 *
 * Every method except `forget` and `read` is **one atomic step** over all processes that share the storage, and takes one round
 * trip: of calls at once, none sees another half done, and no group ever pays for more messages than its balance allows.
 * The rules are those of `Ledger`. In a Redis Cluster, the groups `all` and `share` may be a second step beside that of the country, each
 * atomic. If one of them is short or fails, the other one's charge is refunded; so calls that race may be refused one too
 * many, and never one too few, and a failure between the steps costs a group a message that time refills.
 *
 * Each call brings its time (`now`, Unix milliseconds); a storage never reads a clock. A `now` earlier than a group's
 * last change counts as that change's time; but a balance that was changed more than an hour ahead of `now` was changed by a
 * wrong clock. It keeps its amount, and its new time is stored (even if the message is refused; `all` and `share` only if they are
 * asked), so that a clock that jumped ahead and back locks nobody out, and gives nobody messages. A balance that is back at its start
 * (`msUntilForgotten`) is kept for another 60 seconds, so that hosts whose clocks differ by up to 60 seconds can share the
 * storage, and a message that is then not sent is refunded. After that it is no different from one that isn't stored
 * (`isForgotten`), and may be deleted by the time of any call, that of a wrong clock too. It must eventually be deleted without a further call. A storage of
 * limited size deletes first what is back first.
 *
 * Every method rejects with `StorageUnavailableError` if the step was not, or possibly not, taken; nothing is sent then.
 * A storage may refund a charge that it rejected, but only where it is certain that it was made: a server that took over
 * may never have had it, and a group that is refunded what it never paid gets a message too many. Else it stays charged.
 *
 * A step that is taken twice, because a client sent it again after it lost a connection, must err on the side of sending less: a
 * charge may count twice, `payBack` and `refund` must not, or a group would pay for more messages than its balance allows.
 *
 * Test your own implementation with `balanceStorageContract` of `@threepid/contract-tests`.
 */
export interface BalanceStorage {
  /** Name for logs, such as `redis`. */
  readonly name: string;

  /** Charges a message to its groups, or refuses it and changes nothing. */
  charge(request: ChargeRequest): Promise<GuardDecision>;

  /** Pays back each group of a message that was verified, by its own terms. */
  payBack(request: ReturnRequest): Promise<void>;

  /**
   * Refunds a message that certainly was not sent: to each group that had to be able to pay for it (`askedGroups`), except
   * for those to keep. The others may have had nothing.
   */
  refund(request: RefundRequest): Promise<void>;

  /**
   * Removes the balances of a number and of its pairs with all addresses. The groups that it shares with other numbers
   * stay. Idempotent.
   *
   * It is rare, and may take long and several steps: what was stored before the call is gone when it resolves. What is
   * charged meanwhile stays or goes. By the rule of `Ledger`, no `refund` of an older message brings a removed balance back.
   * A `payBack` does, because it can't be told from that of a balance which is at its start: whoever forgets a number first
   * removes its sessions, with their receipts. So only a verification that is in flight meanwhile may leave balances, and
   * then the call can be repeated.
   */
  forget(request: ForgetBalances): Promise<void>;

  /**
   * Reads the balances of groups, in their order, as they were stored at their last change: `balanceAt` tells what they are at
   * another time. Undefined for a group of which nothing is stored, which is at its start. Changes nothing.
   *
   * For an operator, who asks seldom. Groups of one country are read at one time; others may be read somewhat earlier or later.
   */
  read(request: ReadBalances): Promise<readonly (Balance | undefined)[]>;
}
