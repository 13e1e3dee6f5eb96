import type { GroupTerms } from './balance.js';
import { defaultGuardTerms, type GroupKind, type GuardTerms } from './guard-terms.js';

/** Terms that differ from the defaults. What is left out, or undefined, keeps its default. */
export type GivenTerms = Readonly<Partial<Record<GroupKind, Partial<GroupTerms>>>>;

/**
 * The default terms, with some replaced.
 *
 * @throws TypeError, with the name of the term, if an amount isn't a whole number, is too small or too large to be counted
 *   exactly, or if a group starts above its most.
 */
export function guardTermsOf(given: GivenTerms = {}): GuardTerms {
  return {
    pair: termsOf('pair', given),
    number: termsOf('number', given),
    block: termsOf('block', given),
    blockRate: termsOf('blockRate', given),
    address: termsOf('address', given),
    network: termsOf('network', given),
    country: termsOf('country', given),
    proved: termsOf('proved', given),
    all: termsOf('all', given),
    share: termsOf('share', given),
  };
}

/** A group that starts with less than a message, or never moves towards its start, would be locked. */
const least: GroupTerms = {
  start: 1_000,
  refill: 1,
  fade: 1,
  most: 1_000,
  payback: 0,
  paybackIfShort: 0,
  goodName: 0,
};

/** So that every amount in units of `oneMessage` is a safe integer. */
const largest = 1_000_000_000;

function termsOf(kind: GroupKind, given: GivenTerms): GroupTerms {
  const amountOf = (term: keyof GroupTerms): number =>
    checked(`guard.terms.${kind}.${term}`, given[kind]?.[term] ?? defaultGuardTerms[kind][term], least[term]);
  const terms: GroupTerms = {
    start: amountOf('start'),
    refill: amountOf('refill'),
    fade: amountOf('fade'),
    most: amountOf('most'),
    payback: amountOf('payback'),
    paybackIfShort: amountOf('paybackIfShort'),
    goodName: amountOf('goodName'),
  };
  if (terms.start <= terms.most) return terms;
  throw new TypeError(`threepid: guard.terms.${kind}.start must not be above its most`);
}

function checked(name: string, amount: number, atLeast: number): number {
  if (Number.isInteger(amount) && amount >= atLeast && amount <= largest) return amount;
  throw new TypeError(
    `threepid: ${name} must be a whole number from ${String(atLeast)} to ${String(largest)}, not ${String(amount)}`,
  );
}
