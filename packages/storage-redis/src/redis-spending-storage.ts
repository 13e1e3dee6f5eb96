import { randomBytes } from 'node:crypto';
import {
  calendarDayOf,
  type Budget,
  type BudgetName,
  type CountrySpending,
  type ReservedMoney,
  type ReserveMessage,
  type ReserveOutcome,
  type SpendingStorage,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { keyPrefix } from './key-prefix.js';
import { RedisScript } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { RedisSteps } from './redis-steps.js';
import { isCluster } from './replicas.js';
import { moneyReply, spentReply, type MoneyReply } from './replies.js';
import * as scripts from './scripts/scripts.js';

const reserveMoney = new RedisScript(scripts.reserveMoney);
const releaseMoney = new RedisScript(scripts.releaseMoney);
const spentMoney = new RedisScript(scripts.spentMoney);

/** How long a month is kept after its end. */
const keptMs = 7 * 86_400_000;

/**
 * How long a release is known, so that it counts once if the client sends it again. ioredis drops it after some 10 seconds while
 * connections are refused. While they hang, it takes 10 seconds for each attempt: 30 with `maxRetriesPerRequest: 2`, which the README
 * recommends.
 */
const releaseKnownMs = 120_000;

/** A country, or all together (`all`, which is no country's code). */
interface Place {
  readonly of: 'country' | 'total';
  readonly tag: string;
  readonly budget: Budget | undefined;
}

/** Those of one hash slot. */
type Places = readonly [Place, ...Place[]];

/** What the script answered for the places of a slot. */
interface Answer {
  readonly places: Places;
  readonly reply: MoneyReply;
}

/**
 * Counts what messages cost in Redis 7.0 or later: one server, Sentinel or a Cluster. A country has a hash a month, of up to
 * 32 fields of 12 bytes, which Redis deletes a week after the month.
 *
 * On one server and with Sentinel, `reserve` and `release` are one Lua script each: one atomic step and one round trip. In a Cluster,
 * the total lies in another hash slot than the country, and is a second step at the same time, only if there is a total budget. If one of
 * them is short or fails, the other is released in the background: no budget is ever overspent, and messages that race
 * may be refused one too many. If Redis or the process fails in between, a message that wasn't sent stays counted.
 *
 * If ioredis sends a reservation again after it lost its connection, it may count twice, which is the safe side. A release carries a
 * random mark, which Redis keeps for two minutes, and counts once if it is sent again within them.
 *
 * You create and close the client. Every method rejects with `StorageUnavailableError` if Redis refuses, is down or
 * doesn't answer in time. A reservation whose reply comes too late, or that too few replicas have, is released on the
 * server that has made it; if the connection to it is lost, it stays counted, because a new master may never have had it.
 */
export class RedisSpendingStorage implements SpendingStorage {
  readonly name = 'redis';
  /** One byte a character, like every key. */
  private readonly prefix: string;
  private readonly steps: RedisSteps;
  private readonly isOneSlot: boolean;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.prefix = Buffer.from(keyPrefix(options)).toString('latin1');
    this.steps = new RedisSteps(redis, options);
    this.isOneSlot = !isCluster(redis);
  }

  async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
    const slots = this.bySlot(request);
    const asked = slots.map(async (places) => ({ places, reply: await this.reserveIn(places, request) }));
    const results = await Promise.allSettled(asked);
    const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const held = answers.flatMap(({ reply }) => (reply.kind === 'reserved' ? reply.held : []));
    if (held.length === slots.flat().length) return reservedOutcome(held);
    for (const { places, reply } of answers)
      if (reply.kind === 'reserved') this.releaseUnseen(places, request);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { kind: 'short', budget: longestOf(answers) };
  }

  async release(reserved: ReserveMessage): Promise<void> {
    await Promise.all(
      this.bySlot(reserved).map(async (places) => {
        const [keys, args] = this.releaseArguments(places, reserved);
        await this.steps.take(releaseMoney, keys, args, () => undefined);
      }),
    );
  }

  async spent({
    countries,
    now,
  }: {
    readonly countries: readonly string[];
    readonly now: number;
  }): Promise<readonly CountrySpending[]> {
    const { day, month } = calendarDayOf(now);
    const read = countries.map(async (country) => {
      const key = this.monthOf(country, month);
      return { country, ...(await this.steps.look(spentMoney, [key], [day], spentReply)) };
    });
    return Promise.all(read);
  }

  private reserveIn(places: Places, request: ReserveMessage): Promise<MoneyReply> {
    const { price, now } = request;
    const { day, month, monthEnds } = calendarDayOf(now);
    const keys = places.map(({ tag }) => this.monthOf(tag, month));
    const budgets = places.flatMap(({ budget }) => [budget?.day ?? -1, budget?.month ?? -1]);
    const args = [price, day, monthEnds - now + keptMs, ...budgets];
    return this.steps.take(reserveMoney, keys, args, moneyReply, async (taken) => {
      const { outcome, connection } = await taken;
      if (outcome.kind === 'reserved') await this.revert(places, request, connection);
    });
  }

  /** Nobody waits for it: if it fails, a message counts that wasn't sent, which is the safe side. */
  private releaseUnseen(places: Places, request: ReserveMessage): void {
    const [keys, args] = this.releaseArguments(places, request);
    this.steps.takeInBackground(releaseMoney, keys, args, () => undefined).catch(() => undefined);
  }

  private async revert(places: Places, request: ReserveMessage, connection: Socket): Promise<void> {
    const [keys, args] = this.releaseArguments(places, request);
    await this.steps.revert(releaseMoney, keys, args, connection);
  }

  private releaseArguments(
    places: Places,
    { price, now }: ReserveMessage,
  ): readonly [keys: readonly string[], args: readonly number[]] {
    const { day, month } = calendarDayOf(now);
    const keys = [this.newMark(places[0].tag), ...places.map(({ tag }) => this.monthOf(tag, month))];
    return [keys, [price, day, releaseKnownMs]];
  }

  /** The country, and all together if they have a budget, by hash slot: two in a Cluster, one otherwise. */
  private bySlot({ country, budgets }: ReserveMessage): readonly Places[] {
    const ofCountry: Place = { of: 'country', tag: country, budget: budgets.country };
    if (budgets.total === undefined) return [[ofCountry]];
    const ofAll: Place = { of: 'total', tag: 'all', budget: budgets.total };
    return this.isOneSlot ? [[ofCountry, ofAll]] : [[ofCountry], [ofAll]];
  }

  /** `<prefix>{<country>}M<month>`: the capital tells it from the keys of sessions, as those of balances. */
  private monthOf(tag: string, month: string): string {
    return `${this.prefix}{${tag}}M${month}`;
  }

  /** `<prefix>{<country>}X<8 bytes>` */
  private newMark(tag: string): string {
    return `${this.prefix}{${tag}}X${randomBytes(8).toString('latin1')}`;
  }
}

/** A month ends later than a day, and the country comes before the total. */
const longestFirst: readonly BudgetName[] = ['country.month', 'total.month', 'country.day', 'total.day'];

function longestOf(answers: readonly Answer[]): BudgetName {
  const short = answers.flatMap(({ places, reply }): readonly BudgetName[] =>
    reply.kind === 'short' ? [budgetOf(reply, places)] : [],
  );
  return longestFirst.find((name) => short.includes(name)) ?? 'country.day';
}

function budgetOf({ period, place }: Extract<MoneyReply, { kind: 'short' }>, places: Places): BudgetName {
  return `${places[place]?.of ?? 'country'}.${period}`;
}

/** The money of the country, and of all if they have a budget. */
function reservedOutcome([country, total]: readonly ReservedMoney[]): ReserveOutcome {
  if (country === undefined) throw new TypeError('threepid: a script reserved nothing');
  return { kind: 'reserved', country, total };
}
