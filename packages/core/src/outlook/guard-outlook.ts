import type { GuardInForce } from '../defaults/guard-in-force.js';
import type { SecretKeys } from '../domain/keyring.js';
import { balanceAt, mostMessages, msUntilEnough, oneMessage, type Balance } from '../guard/balance.js';
import type { GuardMode } from '../guard/guard-mode.js';
import type { GroupKind, GuardTerms } from '../guard/guard-terms.js';
import { groupsOf, type GroupedMessage } from '../guard/groups-of.js';
import { Ledger, type GuardDecision } from '../guard/ledger.js';
import { everyGroup, type Group, type Lane } from '../guard/message-groups.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Challenge } from '../ports/challenge.js';

/** The balance of a group that a message belongs to. */
export interface GroupBalance {
  readonly group: GroupKind;
  /** Of a country, which has a balance in each lane. */
  readonly lane?: Lane;
  /** Messages that it has left, with fractions. */
  readonly messages: number;
  /** The most that it can have. */
  readonly cap: number;
  /** Milliseconds until it has a message; 0 if it has one now. */
  readonly retryAfterMs: number;
}

/** A refusal of the guard. */
export interface GuardRefusal {
  /** As in `RefusedEvent`. */
  readonly rule: string;
  readonly retryAfterMs: number;
  /** True if a solved challenge may get the message through. */
  readonly canProve: boolean;
}

/** The guard's decision on a message, and the balances by which it decides. */
export interface GuardOutlook {
  /** In mode `monitor`, a refusal is only logged. */
  readonly mode: Exclude<GuardMode, 'off'>;
  /** Undefined if it would allow the message. */
  readonly refusal: GuardRefusal | undefined;
  readonly balances: readonly GroupBalance[];
}

/** Asks the guard, and changes nothing. */
@injectable()
export class GuardOutlooks {
  constructor(
    @inject(tokens.guardInForce) private readonly guard: GuardInForce | undefined,
    @inject(tokens.challenge) private readonly challenge: Challenge | undefined,
    @inject(tokens.indexKeys) private readonly indexKeys: SecretKeys,
  ) {}

  /**
   * Undefined without a guard.
   *
   * @throws StorageUnavailableError
   */
  async of(message: GroupedMessage, now: number): Promise<GuardOutlook | undefined> {
    if (this.guard === undefined) return undefined;
    const { mode, balances, terms } = this.guard;
    const messageGroups = groupsOf(this.indexKeys, message);
    const groups = everyGroup(messageGroups);
    const stored = await balances.read({ groups, now });
    // A table of our own: what the ledger charges in it is charged nowhere else.
    const table = new Map<string, Balance>();
    for (const [place, { key }] of groups.entries()) {
      const balance = stored[place];
      if (balance !== undefined) table.set(key, balance);
    }
    const balancesNow = groups.map((group) => balanceOf(group, table.get(group.key), terms, now));
    const decision = new Ledger(terms, table, now).decide(messageGroups, false);
    return { mode, refusal: refusalOf(decision, this.challenge !== undefined), balances: balancesNow };
  }
}

function refusalOf(decision: GuardDecision, hasChallenge: boolean): GuardRefusal | undefined {
  if (decision.kind === 'allow') return undefined;
  const { short, retryAfterMs, challenge } = decision;
  return { rule: `guard.${short}`, retryAfterMs, canProve: challenge && hasChallenge };
}

function balanceOf(
  { kind, key }: Group,
  stored: Balance | undefined,
  terms: GuardTerms,
  now: number,
): GroupBalance {
  const balance = balanceAt(stored, terms[kind], now);
  const wait = msUntilEnough(balance, terms[kind]);
  return {
    group: kind,
    ...(kind === 'country' ? { lane: key.slice(key.indexOf(':') + 1) as Lane } : {}),
    messages: balance.amount / oneMessage,
    cap: mostMessages(terms[kind]),
    retryAfterMs: wait === 0 ? 0 : balance.at - now + wait,
  };
}
