import {
  isAboveStart,
  msUntilForgotten,
  type Balance,
  type GroupKind,
  type GroupTerms,
} from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';
import { ExpiringMap } from './expiring-map.js';

/** Groups that many messages share. They are few, and without their balances an attack would have no bound. */
const shared: readonly GroupKind[] = ['country', 'proved', 'all'];

/**
 * Balances by key, at most so many.
 *
 * When they are full, what was earned goes first: without it, somebody is a stranger again. What was spent goes after that:
 * without it, somebody gets their first messages once more. What many share goes last. Of one sort, the balance that is
 * back at its start first makes room.
 */
export class Balances {
  private readonly earned = new ExpiringMap<Balance>();
  private readonly spent = new ExpiringMap<Balance>();
  private readonly shared = new ExpiringMap<Balance>();
  private readonly sorts = [this.earned, this.spent, this.shared];

  constructor(private readonly most: number) {}

  /** Number of balances, including expired ones that are not deleted yet. */
  get size(): number {
    return this.earned.size + this.spent.size + this.shared.size;
  }

  get(key: string, now: number): Balance | undefined {
    return this.sortOf(key)?.get(key, now);
  }

  set(key: string, balance: Balance, terms: GroupTerms, kind: GroupKind): void {
    const sort = this.sortFor(balance, terms, kind);
    const before = this.sortOf(key);
    if (before === undefined && this.size >= this.most && !this.makeRoom(sort)) return;
    if (before !== sort) before?.delete(key);
    // A clock that is ahead must not delete what counts as charged by one that is behind: see `isForgotten`.
    sort.set(key, balance, balance.at + msUntilForgotten(balance, terms) + clocksDifferByMs);
  }

  /** Deletes every balance whose key begins so. */
  deleteByPrefix(prefix: string): void {
    for (const sort of this.sorts) sort.deleteByPrefix(prefix);
  }

  /** Deletes up to so many balances of each sort that are back at their start. */
  dropExpired(now: number, atMost: number): void {
    for (const sort of this.sorts) sort.dropExpired(now, atMost);
  }

  private sortOf(key: string): ExpiringMap<Balance> | undefined {
    return this.sorts.find((sort) => sort.holds(key));
  }

  private sortFor(balance: Balance, terms: GroupTerms, kind: GroupKind): ExpiringMap<Balance> {
    if (shared.includes(kind)) return this.shared;
    return isAboveStart(balance, terms) ? this.earned : this.spent;
  }

  /** False if everything that is stored counts for more. */
  private makeRoom(sort: ExpiringMap<Balance>): boolean {
    const victims = this.sorts.slice(0, this.sorts.indexOf(sort) + 1).find(({ size }) => size > 0);
    const first = victims?.first;
    if (first === undefined) return false;
    victims?.delete(first.key);
    return true;
  }
}
