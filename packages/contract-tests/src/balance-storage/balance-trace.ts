import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  balanceAt,
  chargedGroups,
  group,
  guardTermsOf,
  type Balance,
  type BalanceStorage,
  type ChargedMessage,
  type GivenTerms,
  type Group,
  type GroupKind,
  type GuardDecision,
  type GuardTerms,
  type MessageGroups,
} from '@threepid/core';
import { expect } from 'chai';
import { minute } from '../runner/times.js';

/** What a run of the model in `test/model/balances.qnt` is about. Amounts are in 60ths of a message. */
export interface BalanceTraceWorld {
  readonly rules: Readonly<Partial<Record<GroupKind, BalanceTraceTerms>>>;
  /** An address is empty if it isn't known. */
  readonly messages: readonly Readonly<
    Record<'country' | 'number' | 'block' | 'address' | 'network', string>
  >[];
}

/** The terms of a kind: time refills and fades a 60th of a message a minute. */
export interface BalanceTraceTerms {
  readonly start: number;
  readonly most: number;
  readonly payback: number;
  readonly ifShort: number;
  readonly goodName: number;
}

/**
 * A run of the model. A step is a line of words: the call, with its time in minutes; `=` and the answer; `|` and the balances that
 * it has changed, as `kind/country/id/id:amount@minute`.
 */
export interface BalanceTrace {
  readonly world: BalanceTraceWorld;
  readonly steps: readonly string[];
}

/** In units of `oneMessage`. */
const unit = 60_000_000;

/**
 * Runs of the model that come with this package. Those of `balances-of-wrong-clocks` are for storages that several hosts share:
 * clocks jump ahead by hours, and back.
 */
export function balanceTraces(name: 'balances' | 'balances-of-wrong-clocks'): readonly BalanceTrace[] {
  const file = new URL(`../../traces/${name}.json`, import.meta.url);
  const { worlds, traces } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly worlds: Readonly<Record<string, BalanceTraceWorld>>;
    readonly traces: readonly (readonly [world: string, ...steps: readonly string[]])[];
  };
  return traces.map(([world, ...steps]) => ({ world: present(worlds[world]), steps }));
}

/**
 * Takes the steps of a trace on a storage, and compares each answer, and each balance that a step has changed, with the model's.
 *
 * @param begin Unix time in milliseconds: later than all that the storage knows by longer than balances last, such as a month after
 *   the trace before, because all messages share the group `all`.
 */
export async function replayBalanceTrace(
  storage: BalanceStorage,
  { world, steps }: BalanceTrace,
  begin: number,
): Promise<void> {
  const replay = new BalanceReplay(storage, world, begin);
  for (const [place, step] of steps.entries()) await replay.take(step, `step ${place + 1}: ${step}`);
  await replay.compareAll('after all steps');
}

interface KnownBalance {
  readonly group: Group;
  readonly balance: Balance | undefined;
}

class BalanceReplay {
  private readonly terms: GuardTerms;
  private readonly ids = new Map<string, string>();
  private readonly charged: ChargedMessage[] = [];
  /** What each balance must be that any step has changed. */
  private readonly balances = new Map<string, KnownBalance>();
  private now: number;

  constructor(
    private readonly storage: BalanceStorage,
    private readonly world: BalanceTraceWorld,
    private readonly begin: number,
  ) {
    this.terms = termsOf(world);
    this.now = begin;
  }

  async take(step: string, what: string): Promise<void> {
    const [asked = '', changed = ''] = step.split(' | ');
    const [call = '', answer = ''] = asked.split(' = ');
    const [name = '', minutes, place, ...options] = call.split(' ');
    this.now = this.begin + Number(minutes) * minute;
    const decision = await this.call(name, Number(place), this.now, options);
    if (decision !== undefined) expect(told(decision), what).to.equal(answer);
    const known = changed === '' ? [] : changed.split(' ').map((text) => this.balanceOf(text));
    for (const each of known) this.balances.set(each.group.key, each);
    await this.compare(known, what);
  }

  /** A step that changes a balance that it must not change is wrong too. */
  async compareAll(what: string): Promise<void> {
    await this.compare([...this.balances.values()], what);
  }

  private async call(
    name: string,
    place: number,
    now: number,
    options: readonly string[],
  ): Promise<GuardDecision | undefined> {
    if (name === 'charge') return this.charge(place, now, options);
    if (name === 'forget') await this.storage.forget(this.messageAt(place));
    else await this.credit(name, this.chargedAt(place), now);
    return undefined;
  }

  private credit(name: string, message: ChargedMessage, now: number): Promise<void> {
    const { storage, terms } = this;
    if (name === 'payBack') return storage.payBack({ message, terms, now });
    return storage.refund({ message, kept: name === 'refundFailed' ? keptOf(message) : [], terms, now });
  }

  private async charge(place: number, now: number, options: readonly string[]): Promise<GuardDecision> {
    const { storage, terms } = this;
    const request = { message: this.messageAt(place), proved: options.includes('proved'), terms, now };
    // A charge that the client sent again counts twice.
    if (options.includes('twice')) this.keep(await storage.charge(request));
    const decision = await storage.charge(request);
    this.keep(decision);
    return decision;
  }

  private keep(decision: GuardDecision): void {
    if (decision.kind === 'allow') this.charged.push(decision.charged);
  }

  private async compare(balances: readonly KnownBalance[], what: string): Promise<void> {
    const { now } = this;
    const read = await this.storage.read({ groups: balances.map((one) => one.group), now });
    for (const [place, { group: of, balance }] of balances.entries()) {
      const terms = this.terms[of.kind];
      const stored = read[place];
      const amount = balanceAt(stored, terms, now).amount;
      expect(amount / unit, `${what}, ${of.kind}`).to.equal(balanceAt(balance, terms, now).amount / unit);
      // What is back at its start may have been deleted.
      if (stored !== undefined) expect(stored, `${what}, ${of.kind}`).to.deep.equal(balance);
    }
  }

  private balanceOf(text: string): KnownBalance {
    const [key = '', amountAt = ''] = text.split(':');
    const [amount, at] = amountAt.split('@').map(Number);
    const of = this.groupOf(key.split('/'));
    if (amount === undefined || at === undefined) return { group: of, balance: undefined };
    return { group: of, balance: { amount: amount * unit, at: this.begin + at * minute } };
  }

  private groupOf([kind = '', country = '', id = '', second = '']: readonly string[]): Group {
    if (kind === 'all') return { kind, key: 'all' };
    if (kind === 'share') return { kind, key: `share:${this.id(`everywhere ${id}`)}` };
    if (kind === 'country') return group(kind, country, id);
    if (kind === 'proved') return group(kind, country, '');
    return group(kind as GroupKind, country, this.id(id) + (second === '' ? '' : this.id(second)));
  }

  private messageAt(place: number): MessageGroups {
    const { country, number, block, address, network } = present(this.world.messages[place]);
    const [ofAddress, ofNetwork] = [this.id(address), this.id(network)];
    const everywhere = this.id(`everywhere ${address}`);
    const caller = address === '' ? undefined : { address: ofAddress, network: ofNetwork, everywhere };
    return { country, number: this.id(number), block: this.id(block), caller };
  }

  private chargedAt(place: number): ChargedMessage {
    return present(this.charged[place]);
  }

  /** An id of this trace alone. */
  private id(name: string): string {
    const id = this.ids.get(name) ?? randomBytes(6).toString('base64url');
    this.ids.set(name, id);
    return id;
  }
}

function termsOf({ rules }: BalanceTraceWorld): GuardTerms {
  const given = Object.entries(rules).map(([kind, { start, most, payback, ifShort, goodName }]) => {
    const [ofStart, ofMost, ofGoodName] = [thousandths(start), thousandths(most), thousandths(goodName)];
    const credits = { payback: thousandths(payback), paybackIfShort: thousandths(ifShort) };
    return [
      kind,
      { start: ofStart, most: ofMost, goodName: ofGoodName, refill: 1_000, fade: 1_000, ...credits },
    ];
  });
  return guardTermsOf(Object.fromEntries(given) as GivenTerms);
}

function thousandths(sixtieths: number): number {
  return (sixtieths * 1_000) / 60;
}

/** A decision as traces have it. */
function told(decision: GuardDecision): string {
  if (decision.kind === 'allow') {
    const { charged } = decision;
    // Of the groups, those that were charged are compared by their balances.
    return `allow ${charged.lane} ${chargedGroups(charged).some(({ kind }) => kind === 'all') ? 'all' : 'country'}`;
  }
  const { lane, short, retryAfterMs, challenge } = decision;
  return `refuse ${lane} ${short} ${retryAfterMs / minute} ${challenge ? 'challenge' : 'wait'}`;
}

/** As the guard keeps the groups of a message that its provider failed to send. */
function keptOf({ lane }: ChargedMessage): readonly GroupKind[] {
  return lane === 'pair' ? ['pair'] : ['address', 'network'];
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('threepid: a trace names what there is not');
  return value;
}
