import {
  balanceAt,
  changedBy,
  hasGoodName,
  isForgotten,
  msUntilEnough,
  paybackOf,
  type Balance,
  type GroupTerms,
} from './balance.js';
import type { GroupKind, GuardTerms } from './guard-terms.js';
import {
  askedGroups,
  chargedGroups,
  countryGroup,
  isAsked,
  vouchers,
  type ChargedMessage,
  type Group,
  type Lane,
  type MessageGroups,
} from './message-groups.js';

/** The balances that a step reads and writes, by key. */
export interface BalanceTable {
  get(key: string): Balance | undefined;
  set(key: string, balance: Balance, terms: GroupTerms, kind: GroupKind): void;
}

export type GuardDecision =
  | { readonly kind: 'allow'; readonly charged: ChargedMessage }
  | {
      readonly kind: 'refuse';
      /** Of the lanes that the message may take, that of a solved challenge included, the one that will be open first. */
      readonly lane: Lane;
      /** The group that is short there for the longest. */
      readonly short: GroupKind;
      /** Until then no group is short there any more, if nothing else happens. */
      readonly retryAfterMs: number;
      /** True if a solved challenge would help, as far as its own lane isn't short. */
      readonly challenge: boolean;
    };

type Refusal = Extract<GuardDecision, { kind: 'refuse' }>;

/** Groups whose shortage a solved challenge gets around. */
const challenged: readonly GroupKind[] = ['address', 'network', 'country', 'all', 'share'];

/** Groups of one number. */
const ofOneNumber: readonly GroupKind[] = ['number', 'pair'];

/**
 * The rules of the guard, as one step over balances at one time. `docs/guard.md` explains them. The same rules are in
 * `charge-message.lua` and, checked by themselves, in `test/model/ledger.qnt`: traces of that model are replayed on each storage.
 */
export class Ledger {
  constructor(
    private readonly terms: GuardTerms,
    private readonly balances: BalanceTable,
    private readonly now: number,
  ) {}

  /**
   * Charges a message to its groups if none of those asked is short; else changes nothing. Where the country can't pay
   * in the lane of the narrowest good name, the wider lanes are tried: nobody is refused for having a good name.
   */
  decide(message: MessageGroups, proved: boolean): GuardDecision {
    const refusals: Refusal[] = [];
    for (const lane of this.lanes(message, proved)) {
      const decision = this.decideIn(lane, message);
      if (decision.kind === 'allow') return decision;
      refusals.push(decision);
    }
    // The lane of strangers spares no group, so it knows whether all that are short can be got around.
    const challenge = refusals.every((refusal) => refusal.challenge);
    return { ...this.soonest(refusals, message), challenge };
  }

  /** A message was verified. */
  payBack(message: ChargedMessage): void {
    for (const each of chargedGroups(message))
      this.change(paybackOf(this.balance(each), this.terms[each.kind]), each);
  }

  /**
   * A message was certainly not sent. A group that wasn't asked gets nothing: it may have had nothing to pay with. Neither
   * does a number that was forgotten since, or a pair of it, which a refund would bring back with a good name. Kinds that
   * are `kept` stay charged.
   */
  refund(message: ChargedMessage, kept: readonly GroupKind[] = []): void {
    const refunded = askedGroups(message).filter(
      (each) => !kept.includes(each.kind) && !this.isForgotten(each),
    );
    for (const each of refunded) this.change(1_000, each);
  }

  private decideIn(lane: Lane, message: MessageGroups): GuardDecision {
    const isNewCountry = lane === 'nobody' && !this.isKnown(countryGroup(message.country, lane));
    const charged: ChargedMessage = { ...message, lane, all: isNewCountry };
    const groups = chargedGroups(charged);
    const short = this.shortGroups(groups).filter(({ kind }) => isAsked(kind, lane));
    const [longest] = [...short].sort((a, b) => b.ms - a.ms);
    if (longest !== undefined) {
      const challenge = short.every(({ kind }) => challenged.includes(kind));
      return { kind: 'refuse', lane, short: longest.kind, retryAfterMs: longest.ms, challenge };
    }
    for (const each of groups) this.change(-1_000, each);
    return { kind: 'allow', charged };
  }

  /**
   * The lanes of those who vouch for a message, the narrowest first; that of strangers, which is open to everybody; and that of
   * a solved challenge, which asks whatever no challenge gets around, so it can be tried whoever is short.
   */
  private lanes(message: MessageGroups, proved: boolean): readonly Lane[] {
    const vouching = vouchers(message).filter(({ voucher }) => this.isKnown(voucher));
    return [...vouching.map(({ lane }) => lane), 'nobody', ...(proved ? (['proved'] as const) : [])];
  }

  /** The refusal that ends first, of lanes whose good name doesn't fade before. */
  private soonest(refusals: readonly Refusal[], message: MessageGroups): Refusal {
    return refusals
      .filter((refusal) => this.lasts(refusal, message))
      .reduce((first, next) => (next.retryAfterMs < first.retryAfterMs ? next : first));
  }

  private lasts({ lane, retryAfterMs }: Refusal, message: MessageGroups): boolean {
    const found = vouchers(message).find((each) => each.lane === lane);
    return found === undefined || this.isKnown(found.voucher, retryAfterMs);
  }

  private shortGroups(
    groups: readonly Group[],
  ): readonly { readonly kind: GroupKind; readonly ms: number }[] {
    return groups
      .map((each) => ({ kind: each.kind, ms: this.msUntilEnough(each) }))
      .filter(({ ms }) => ms > 0);
  }

  /** True if a group has a good name; or will have it, if nothing else happens until then. */
  private isKnown(each: Group, inMs = 0): boolean {
    const terms = this.terms[each.kind];
    return hasGoodName(balanceAt(this.balance(each), terms, this.now + inMs), terms);
  }

  /** A balance that was changed by a host whose clock is ahead doesn't move until then. */
  private msUntilEnough(each: Group): number {
    const balance = this.balance(each);
    const ms = msUntilEnough(balance, this.terms[each.kind]);
    return ms === 0 ? 0 : balance.at - this.now + ms;
  }

  /**
   * True for a number or pair of which nothing is stored. A charge was stored for longer than a provider takes, so it was
   * forgotten since; or so long ago that time has refilled what it took.
   */
  private isForgotten({ kind, key }: Group): boolean {
    return ofOneNumber.includes(kind) && isForgotten(this.balances.get(key), this.terms[kind], this.now);
  }

  private change(thousandths: number, each: Group): void {
    const terms = this.terms[each.kind];
    const balance = this.balance(each);
    if (thousandths === 0) return;
    this.balances.set(each.key, changedBy(thousandths, balance, terms), terms, each.kind);
  }

  private balance({ kind, key }: Group): Balance {
    const stored = this.balances.get(key);
    const balance = balanceAt(stored, this.terms[kind], this.now);
    // A wrong clock changed it: unless its new time is stored, even if the message is refused, it would never refill.
    if (stored !== undefined && balance.at < stored.at)
      this.balances.set(key, balance, this.terms[kind], kind);
    return balance;
  }
}
