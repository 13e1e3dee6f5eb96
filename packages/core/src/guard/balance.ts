/**
 * A message in the unit of balances. A thousandth of a message an hour is exactly one unit a millisecond, so time changes
 * balances in whole units: nothing is rounded, and one long wait equals many short ones.
 */
export const oneMessage = 3_600_000_000;

/** The terms of one kind of group, in whole thousandths of a message. */
export interface GroupTerms {
  /** The balance of a group that nothing is known of; at least 1,000. */
  readonly start: number;
  /** Added each hour while the balance is below the start; at least 1. */
  readonly refill: number;
  /** Taken each hour while the balance is above the start; at least 1. */
  readonly fade: number;
  /** The highest balance; at least the start. */
  readonly most: number;
  /** Added for a verified message; 0 for a limit that verifications don't lift. */
  readonly payback: number;
  /** The most that is added for a verified message while the balance isn't enough for another one. */
  readonly paybackIfShort: number;
  /** A balance that is higher than the start by this much is a good name. */
  readonly goodName: number;
}

/**
 * The number of messages that a group may still get before more of its messages are verified.
 * A group whose balance is not stored has its start balance.
 */
export interface Balance {
  /** In units of `oneMessage`: never negative, and never above `most`. */
  readonly amount: number;
  /** The time of that amount, Unix time in milliseconds. */
  readonly at: number;
}

const unitsPerThousandth = oneMessage / 1000;

/** The highest balance of a group, in messages. */
export function mostMessages({ most }: GroupTerms): number {
  return most / 1_000;
}

/**
 * No host whose clock works is so far behind another. It is a compromise: while clocks differ by less, nothing refills twice;
 * after one was wrong by less, nothing refills until the others have caught up.
 */
const clockErrorMs = 3_600_000;

/** Hosts' clocks may differ by so much: for those that are behind, a balance is kept this long after it is back at its start. */
const clocksDifferByMs = 60_000;

/**
 * The balance at a later time: it moves towards the start, from below and from above.
 *
 * A time before the last change counts as that change's. If it is more than an hour before, that change was made by a wrong
 * clock: the amount stays, and counts from `now`.
 */
export function balanceAt(stored: Balance | undefined, terms: GroupTerms, now: number): Balance {
  const start = terms.start * unitsPerThousandth;
  if (stored === undefined) return { amount: start, at: now };
  const passed = Math.max(0, now - stored.at);
  const at = stored.at > now + clockErrorMs ? now : stored.at + passed;
  if (stored.amount < start) return { amount: Math.min(start, stored.amount + terms.refill * passed), at };
  return { amount: Math.max(start, stored.amount - terms.fade * passed), at };
}

/** The balance after a change of so many thousandths of a message. */
export function changedBy(thousandths: number, { amount, at }: Balance, terms: GroupTerms): Balance {
  const changed = amount + thousandths * unitsPerThousandth;
  return { amount: Math.min(terms.most * unitsPerThousandth, Math.max(0, changed)), at };
}

/**
 * What a verification adds, in thousandths of a message. Whoever takes messages as fast as they can is short of them
 * whenever a code is verified; honest people seldom are.
 */
export function paybackOf({ amount }: Balance, { payback, paybackIfShort }: GroupTerms): number {
  return amount < oneMessage ? Math.min(payback, paybackIfShort) : payback;
}

export function hasGoodName({ amount }: Balance, terms: GroupTerms): boolean {
  return amount >= (terms.start + terms.goodName) * unitsPerThousandth;
}

/** True if verifications have earned more than the group started with. */
export function isAboveStart({ amount }: Balance, terms: GroupTerms): boolean {
  return amount > terms.start * unitsPerThousandth;
}

/** Milliseconds until the balance is enough for a message; 0 if it is now. */
export function msUntilEnough({ amount }: Balance, terms: GroupTerms): number {
  return amount >= oneMessage ? 0 : Math.ceil((oneMessage - amount) / terms.refill);
}

/**
 * True if nothing is stored of a group, or only for hosts whose clocks are behind. Storages may delete a balance then, so
 * what is decided by it must not depend on whether they have.
 */
export function isForgotten(stored: Balance | undefined, terms: GroupTerms, now: number): boolean {
  return stored === undefined || now >= stored.at + msUntilForgotten(stored, terms) + clocksDifferByMs;
}

/** Milliseconds until the balance is back at its start, and need no longer be stored. */
export function msUntilForgotten({ amount }: Balance, terms: GroupTerms): number {
  const over = amount - terms.start * unitsPerThousandth;
  return Math.ceil(over < 0 ? -over / terms.refill : over / terms.fade);
}
