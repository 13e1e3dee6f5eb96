import {
  isAsked,
  type Balance,
  type BalanceStorage,
  type ChargedMessage,
  type ChargeRequest,
  type ForgetBalances,
  type GroupKind,
  type GuardDecision,
  type ReadBalances,
  type RefundRequest,
  type ReturnRequest,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { BalanceKeys, type KeyedGroup } from './balance-keys.js';
import { keyPrefix } from './key-prefix.js';
import { PackedArguments } from './packed-arguments.js';
import { PackedTerms } from './packed-terms.js';
import { RedisScript } from './redis-script.js';
import type { CommandArgument } from './traced-command.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import { isCluster } from './replicas.js';
import {
  balancesReply,
  chargeReply,
  numberReply,
  shortageReply,
  type ChargeReply,
  type Shortage,
} from './replies.js';
import { placeOf } from './script-kinds.js';
import * as scripts from './scripts/scripts.js';

const chargeMessage = new RedisScript(scripts.chargeMessage);
const chargeGroups = new RedisScript(scripts.chargeGroups);
const creditGroups = new RedisScript(scripts.creditGroups);
const forgetGroups = new RedisScript(scripts.forgetGroups);
const readGroups = new RedisScript(scripts.readGroups);

type Refusal = Extract<ChargeReply, { kind: 'refuse' }>;

/** What `credit-groups.lua` does. */
const payingBack = 0;
const refunding = 1;
type Credit = typeof payingBack | typeof refunding;

/** What a script takes if the groups that belong to no country weren't asked yet, or if they have paid. */
const notAsked: Shortage = { wait: -1, short: undefined };
const hasPaid: Shortage = { wait: 0, short: undefined };

/**
 * Stores the guard's balances in Redis 7.0 or later: one server, Sentinel or a Cluster. Only groups that aren't where
 * they started have a key, with 13 bytes, and every key has an expiry.
 *
 * On one server and with Sentinel, each method except `forget` is one Lua script: one atomic step and one round trip. In a Cluster, all
 * groups of a country share a hash slot, and a step on them is atomic. The groups `all` and `share` lie in another slot.
 * They are asked only for a message that nobody vouches for, in a country without a good name. `charge` then takes three
 * steps: the country is looked at, `all` pays, and the country pays, if it still can. If it can't, `all` gets its message
 * back.
 * `payBack` and `refund` of such a message take a step in each slot, at once. So no group is ever overdrawn, and messages
 * that race may be refused one too many. If Redis or the process fails in between, `all` stays charged for a message that
 * isn't sent; time refills it.
 *
 * You create and close the client. Every method rejects with `StorageUnavailableError` if Redis refuses, is down or
 * doesn't answer in time. A charge whose reply comes too late, or that too few replicas have, is refunded on the server
 * that has charged it; if the connection to it is lost, it stays charged, because a new master may never have charged it.
 * If ioredis sends a charge again after it lost its connection, it may count twice, which is the safe side. `payBack` and `refund` are
 * never sent again: they are taken once or, rarely, not at all.
 */
export class RedisBalanceStorage implements BalanceStorage {
  readonly name = 'redis';
  private readonly keys: BalanceKeys;
  private readonly terms = new PackedTerms();
  private readonly steps: RedisSteps;
  private readonly isOneSlot: boolean;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.keys = new BalanceKeys(keyPrefix(options));
    this.steps = new RedisSteps(redis, options);
    this.isOneSlot = !isCluster(redis);
  }

  async charge(request: ChargeRequest): Promise<GuardDecision> {
    const reply = await this.decide(request, notAsked);
    if (reply.kind === 'held') return this.chargeWithAll(request);
    if (reply.kind === 'refuse' && reply.asksAll) return this.compareWithAll(request, reply);
    return decisionOf(request, reply);
  }

  async payBack(request: ReturnRequest): Promise<void> {
    await this.credit(payingBack, request);
  }

  async refund({ kept = [], ...request }: RefundRequest): Promise<void> {
    const { lane } = request.message;
    await this.credit(refunding, request, (kind) => isAsked(kind, lane) && !kept.includes(kind));
  }

  /** Looks for the pairs with `SCAN` over all keys of all masters, in slices, and then removes them and the number. */
  async forget({ country, number }: ForgetBalances): Promise<void> {
    const pairs = await this.steps.find(this.keys.pairsOf(country, number));
    await this.steps.take(forgetGroups, [this.keys.number(country, number), ...pairs], [], () => undefined);
  }

  /** One round trip; in a Cluster, one a country, at once. */
  async read({ groups }: ReadBalances): Promise<readonly (Balance | undefined)[]> {
    const keys = groups.map((group) => this.keys.ofGroup(group));
    const found = await Promise.all(this.bySlot(keys).map((ofSlot) => this.readSlot(ofSlot)));
    const balances = new Map(found.flat());
    return keys.map((key) => balances.get(key));
  }

  private bySlot(keys: readonly string[]): readonly (readonly string[])[] {
    if (this.isOneSlot) return keys.length === 0 ? [] : [keys];
    return [...new Set(keys.map(tagOf))].map((tag) => keys.filter((key) => tagOf(key) === tag));
  }

  private async readSlot(
    keys: readonly string[],
  ): Promise<readonly (readonly [key: string, balance: Balance | undefined])[]> {
    const balances = await this.steps.look(readGroups, keys, [], balancesReply);
    return keys.map((key, place) => [key, balances[place]] as const);
  }

  /** Charges `all` before the groups of the country, of which none was short when they were asked. */
  private async chargeWithAll(request: ChargeRequest): Promise<GuardDecision> {
    const shortage = await this.chargeAll(request);
    return shortage.wait === 0 ? this.decideAfterAll(request) : this.decideWithoutAll(request, shortage);
  }

  private async decideAfterAll(request: ChargeRequest): Promise<GuardDecision> {
    try {
      const reply = await this.decide(request, hasPaid);
      if (reply.kind === 'allow') return decisionOf(request, { ...reply, all: true });
      this.giveBackAll(request);
      return decisionOf(request, reply);
    } catch (error) {
      this.giveBackAll(request);
      throw error;
    }
  }

  /** `all` or the share of it can't pay: a challenge, or a lane that doesn't ask them, may still help. */
  private async decideWithoutAll(request: ChargeRequest, shortage: Shortage): Promise<GuardDecision> {
    return decisionOf(request, await this.decide(request, shortage));
  }

  /** Decides again if `all`, which must pay too, is short for longer than the groups of the country. */
  private async compareWithAll(request: ChargeRequest, refusal: Refusal): Promise<GuardDecision> {
    const [keys, args] = this.worldArguments(request, 0);
    const shortage = await this.steps.look(chargeGroups, keys, args, shortageReply);
    if (shortage.wait <= refusal.retryAfterMs) return decisionOf(request, refusal);
    return this.decideWithoutAll(request, shortage);
  }

  private decide(request: ChargeRequest, { wait, short }: Shortage): Promise<ChargeReply> {
    const { message, proved, terms, now } = request;
    const keys = this.keys.ofDecision(message, this.isOneSlot);
    const packed = new PackedArguments(15)
      .time(now)
      .number(Number(message.caller !== undefined), 1)
      .number(Number(proved), 1)
      .time(wait + 1)
      .number(short === undefined ? 0 : placeOf(short), 1);
    const args = [packed.toString(), this.terms.of(terms)];
    return this.steps.take(chargeMessage, keys, args, chargeReply, async (taken) => {
      const { outcome, connection } = await taken;
      if (outcome.kind !== 'allow') return;
      const { lane, all, paid } = outcome;
      await this.undo(request, { ...message, lane, all }, paid, connection);
    });
  }

  /** Charges `all` and the share of it, if both can pay. */
  private chargeAll(request: ChargeRequest): Promise<Shortage> {
    const [keys, args] = this.worldArguments(request, 1);
    return this.steps.take(chargeGroups, keys, args, shortageReply, async (taken) => {
      const { outcome, connection } = await taken;
      if (outcome.wait === 0) this.giveBackAll(request, connection);
    });
  }

  private worldArguments(
    { message, terms, now }: ChargeRequest,
    charge: 0 | 1,
  ): readonly [keys: readonly CommandArgument[], args: readonly CommandArgument[]] {
    const groups = this.keys.ofWorld(message);
    return [groups.map(({ key }) => key), [packed(now, charge, groups), this.terms.of(terms)]];
  }

  /**
   * Nobody waits for it: if it fails, `all` has paid once too often, which is the safe side.
   *
   * @param connection the one that charged `all`, if the charge was rejected; undefined if it was answered.
   */
  private giveBackAll(request: ChargeRequest, connection?: Socket): void {
    const message = { ...request.message, lane: 'nobody', all: true } as const;
    this.undo(request, message, ['all', 'share'], connection).catch(() => undefined);
  }

  /** Refunds in the background what groups of these kinds paid for a message that isn't sent. */
  private async undo(
    { terms, now }: ChargeRequest,
    message: ChargedMessage,
    paid: readonly GroupKind[],
    connection?: Socket,
  ): Promise<void> {
    const steps = this.credits(refunding, { message, terms, now }, (kind) => paid.includes(kind)).map(
      ([keys, args]) =>
        connection === undefined
          ? this.steps.takeOnce(creditGroups, keys, args, numberReply)
          : this.steps.revert(creditGroups, keys, args, connection),
    );
    await Promise.all(steps);
  }

  private async credit(
    credit: Credit,
    request: ReturnRequest,
    isCredited?: (kind: GroupKind) => boolean,
  ): Promise<void> {
    const [first, ...others] = this.credits(credit, request, isCredited).map(([keys, args]) =>
      this.steps.takeOnce(creditGroups, keys, args, numberReply),
    );
    // There are two in a Cluster alone.
    await (others.length === 0 ? first : Promise.all([first, ...others]));
  }

  /** The keys and arguments of the steps, one a hash slot, that credit those groups of a message. */
  private credits(
    credit: Credit,
    { message, terms, now }: ReturnRequest,
    isCredited?: (kind: GroupKind) => boolean,
  ): readonly (readonly [keys: readonly string[], args: readonly string[]])[] {
    const steps: (readonly [readonly string[], readonly string[]])[] = [];
    for (const ofSlot of this.keys.ofCharged(message, this.isOneSlot)) {
      const groups = isCredited === undefined ? ofSlot : ofSlot.filter(({ kind }) => isCredited(kind));
      if (groups.length === 0) continue;
      steps.push([groups.map(({ key }) => key), [packed(now, credit, groups), this.terms.of(terms)]]);
    }
    return steps;
  }
}

/** The keys of a country, or of the groups that belong to none, have one hash tag. */
function tagOf(key: string): string {
  return key.slice(0, key.indexOf('}'));
}

/** The time, a flag, and the kind of each group. */
function packed(now: number, flag: 0 | 1, groups: readonly KeyedGroup[]): string {
  const bytes = new PackedArguments(7 + groups.length).time(now).number(flag, 1);
  for (const { kind } of groups) bytes.number(placeOf(kind), 1);
  return bytes.toString();
}

function decisionOf({ message }: ChargeRequest, reply: ChargeReply): GuardDecision {
  const { kind, lane } = reply;
  if (kind === 'held') throw new TypeError('threepid: a script held a message that needed no more groups');
  if (kind === 'allow') {
    const { country, number, block, caller } = message;
    return { kind, charged: { country, number, block, caller, lane, all: reply.all } };
  }
  const { short, retryAfterMs, challenge } = reply;
  return { kind, lane, short, retryAfterMs, challenge };
}
