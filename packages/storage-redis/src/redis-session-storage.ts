import {
  widestWindow,
  type ForgetNumber,
  type MessageLimit,
  type MessageOutcome,
  type MessageResult,
  type OpenBySecret,
  type OpenOutcome,
  type OpenSession,
  type ReadMessage,
  type ReadMessageTimes,
  type ReadOutcome,
  type ReadSession,
  type ReadSpentTimes,
  type SessionStorage,
  type SettleMessage,
  type SpendAllowance,
  type SpendOutcome,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { PackedArguments } from './packed-arguments.js';
import { RedisBalanceStorage } from './redis-balance-storage.js';
import { clocksDifferMs } from './clocks-differ.js';
import { fixedBytes, namedGeneration } from './fixed-bytes.js';
import { keyPrefix } from './key-prefix.js';
import { daysWithin, leftOfDay, RedisKeys, timeOfDay } from './redis-keys.js';
import { RedisBlockStorage } from './redis-block-storage.js';
import { RedisRouteStorage } from './redis-route-storage.js';
import { RedisScript } from './redis-script.js';
import type { CommandArgument } from './traced-command.js';
import { RedisSteps, type TakenStep } from './redis-steps.js';
import { RedisSpendingStorage } from './redis-spending-storage.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import {
  daysReply,
  messageOutcome,
  openOutcome,
  readOutcome,
  settleReply,
  spendOutcome,
  submitOutcome,
  timesReply,
} from './replies.js';
import * as scripts from './scripts/scripts.js';

const open = new RedisScript(scripts.open);
const settle = new RedisScript(scripts.settle);
const outcomeOf = new RedisScript(scripts.outcomeOf);
const submit = new RedisScript(scripts.submit);
const read = new RedisScript(scripts.read);
const consume = new RedisScript(scripts.consume);
const spend = new RedisScript(scripts.spend);
const refund = new RedisScript(scripts.refund);
const forget = new RedisScript(scripts.forget);
const messageTimes = new RedisScript(scripts.messageTimes);
const spentTimes = new RedisScript(scripts.spentTimes);

/** A claimed message. */
interface ClaimedMessage {
  readonly sessions: readonly string[];
  /** The count that it is in; undefined if it stays counted. */
  readonly counts: string | undefined;
  readonly numberId: string;
  readonly claim: string;
  readonly openedAt: number;
  /** What to keep of it. */
  readonly sentMessage: string | undefined;
}

/**
 * Stores sessions in Redis 7.0 or later: one server, Sentinel or a Cluster. Each method except `forget` and `release` is one Lua
 * script and one round trip, over keys of one hash slot. Every key has an expiry. Those two look for the number's keys with
 * `SCAN` over all keys of all masters, in slices, and then remove them.
 *
 * You create the client, listen to its `error` events and close it. The README lists the options that it needs.
 *
 * Every method rejects with `StorageUnavailableError` if Redis refuses, is down or doesn't answer in time. The step
 * **may still have been taken**, now or when the client reconnects: then a guess was judged, a validation consumed or a
 * message counted although the caller got an error. The reverse never happens. A message that such an `open` claimed is
 * settled as failed if Redis can be reached at all, so that the person can ask again.
 */
export class RedisSessionStorage implements SessionStorage {
  readonly name = 'redis';
  /** The guard's balances, with the same client and options. */
  readonly balances: RedisBalanceStorage;
  /** What messages cost, with the same client and options. */
  readonly spending: RedisSpendingStorage;
  /** The operator's blocks, with the same client and options. */
  readonly blocks: RedisBlockStorage;
  /** How messages do, by country and sender, with the same client and options. */
  readonly routes: RedisRouteStorage;
  private readonly keys: RedisKeys;
  private readonly steps: RedisSteps;
  private readonly probeKey: string;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.balances = new RedisBalanceStorage(redis, options);
    this.spending = new RedisSpendingStorage(redis, options);
    this.blocks = new RedisBlockStorage(redis, options);
    this.routes = new RedisRouteStorage(redis, options);
    this.keys = new RedisKeys(keyPrefix(options));
    this.probeKey = `${keyPrefix(options)}ready`;
    this.steps = new RedisSteps(redis, options);
  }

  async open(request: OpenSession): Promise<OpenOutcome> {
    const { slot, numberId, bySecret, limits, now } = request;
    const counts =
      limits.length === 0 ? [] : this.keys.countsWithin(slot, numberId, now, widestWindow(limits));
    const keys = [...bySecret.map(({ sessionId }) => this.keys.session(slot, sessionId)), ...counts];
    return this.steps.take(open, keys, [openArguments(request)], openOutcome, (taken) =>
      this.undo(request, taken),
    );
  }

  async settle(request: SettleMessage): Promise<string | undefined> {
    const { slot, sessionId, numberId, claim, result, openedAt, now, sentMessage } = request;
    const sessions = [this.keys.session(slot, sessionId)];
    const counts = request.refund ? this.keys.counts(slot, numberId, openedAt) : undefined;
    const message = { sessions, counts, numberId, claim, openedAt, sentMessage };
    return this.steps.take(
      settle,
      settleKeys(message),
      [settleArguments(message, result, now)],
      (reply) => settleReply(reply).replaced,
    );
  }

  async outcomeOf({ slot, sessionId, generation, claim, now }: ReadMessage): Promise<MessageOutcome> {
    const args = [now, fixedBytes(generation, 4, 'generation'), fixedBytes(claim, 4, 'claim')];
    return this.steps.look(outcomeOf, [this.keys.session(slot, sessionId)], args, messageOutcome);
  }

  async submit(request: SubmitCode): Promise<SubmitOutcome> {
    const { slot, bySecret } = request;
    const keys = bySecret.map(({ sessionId }) => this.keys.session(slot, sessionId));
    return this.steps.take(submit, keys, [submitArguments(request)], submitOutcome);
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    return this.steps.look(read, this.sessionKeys(request), readArguments(request), readOutcome);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    return this.steps.take(consume, this.sessionKeys(request), readArguments(request), readOutcome);
  }

  async spend({ id, limits, now }: SpendAllowance): Promise<SpendOutcome> {
    if (limits.length === 0) return { kind: 'spent' };
    const widest = widestWindow(limits);
    const args = [now, widest, widest + clocksDifferMs, ...limitArguments(limits)];
    return this.steps.take(spend, [this.keys.allowance(id)], args, spendOutcome, async (taken) => {
      const { outcome, connection } = await taken;
      if (outcome.kind !== 'spent') return;
      await this.steps.revert(refund, [this.keys.allowance(id)], [now], connection);
    });
  }

  async refund({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    return this.steps.take(refund, [this.keys.allowance(id)], [spentAt], () => undefined);
  }

  async forget(request: ForgetNumber): Promise<void> {
    const found = await this.find(request);
    const { slot, numberId } = request;
    await this.removeFound(
      request,
      found,
      found.filter((key) => this.keys.isSessionOf(key, slot, numberId)),
    );
  }

  async release(request: ForgetNumber): Promise<void> {
    await this.removeFound(request, await this.find(request), []);
  }

  async messageTimes({ slot, numberId, windowMs, now }: ReadMessageTimes): Promise<readonly number[]> {
    const days = daysWithin(now, windowMs);
    const keys = days.map((day) => this.keys.counts(slot, numberId, day));
    const read = await this.steps.look(messageTimes, keys, [fixedBytes(numberId, 12, 'numberId')], daysReply);
    const times = read.flatMap((ofDay, place) => ofDay.map((time) => (days[place] ?? 0) + time));
    return countedWithin(times, windowMs, now);
  }

  async spentTimes({ id, windowMs, now }: ReadSpentTimes): Promise<readonly number[]> {
    const times = await this.steps.look(spentTimes, [this.keys.allowance(id)], [], timesReply);
    return countedWithin(times, windowMs, now);
  }

  /** Also rejects if Redis takes no writes, too few replicas have them, or the Cluster doesn't serve all slots. */
  async ready(): Promise<void> {
    return this.steps.probe(this.probeKey);
  }

  /** The keys of a number's sessions and allowances, and perhaps some others that contain the same bytes. */
  private find({ numberId }: ForgetNumber): Promise<readonly string[]> {
    return this.steps.find(...this.keys.partsOf(numberId));
  }

  /** Removes sessions, all counts, and those that were found of the allowances. */
  private async removeFound(
    { slot, numberId, now }: ForgetNumber,
    found: readonly string[],
    sessions: readonly string[],
  ): Promise<void> {
    const allowances = found.filter((key) => this.keys.isAllowanceOf(key, numberId));
    await Promise.all([
      this.remove(sessions, this.keys.countsOfYear(slot, numberId, now), numberId),
      ...allowances.map((key) => this.remove([key], [], numberId)),
    ]);
  }

  private async remove(keys: readonly string[], counts: readonly string[], numberId: string): Promise<void> {
    const args = [keys.length, fixedBytes(numberId, 12, 'numberId')];
    return this.steps.take(forget, [...keys, ...counts], args, () => undefined);
  }

  private sessionKeys({ slot, sessionIds }: ReadSession): string[] {
    return sessionIds.map((sessionId) => this.keys.session(slot, sessionId));
  }

  /**
   * The caller of a failed `open` sends no message. If the step was taken nevertheless, the next call must be able to
   * send. So its message is settled now, because the reply may never come, and again after the reply, if it comes later
   * than this. On a new master too: it has the claim only if it has counted the message.
   */
  private async undo(request: OpenSession, taken: Promise<TakenStep<OpenOutcome>>): Promise<void> {
    if (await this.unclaim(request)) return;
    const { outcome } = await taken;
    if (outcome.kind === 'opened' && outcome.message.kind === 'claimed') await this.unclaim(request);
  }

  private async unclaim({
    slot,
    numberId,
    bySecret,
    limits,
    claim,
    now: openedAt,
  }: OpenSession): Promise<boolean> {
    const sessions = bySecret.map(({ sessionId }) => this.keys.session(slot, sessionId));
    const counts = limits.length === 0 ? undefined : this.keys.counts(slot, numberId, openedAt);
    const message = { sessions, counts, numberId, claim, openedAt, sentMessage: undefined };
    const args = [settleArguments(message, 'failed', openedAt)];
    return this.steps.takeInBackground(
      settle,
      settleKeys(message),
      args,
      (reply) => settleReply(reply).isSettled,
    );
  }
}

function settleKeys({ sessions, counts }: ClaimedMessage): string[] {
  return counts === undefined ? [...sessions] : [...sessions, counts];
}

/** As `settle.lua` knows them, from 0. */
const results: readonly MessageResult[] = ['sent', 'failed', 'rejected', 'unknown'];

function settleArguments(
  { sessions, numberId, claim, openedAt, sentMessage = '' }: ClaimedMessage,
  result: MessageResult,
  now: number,
): string {
  return new PackedArguments(32 + sentMessage.length)
    .number(sessions.length, 1)
    .time(now)
    .fixed(claim, 4, 'claim')
    .number(results.indexOf(result), 1)
    .fixed(numberId, 12, 'numberId')
    .time(timeOfDay(openedAt))
    .counted(sentMessage, 2)
    .toString();
}

/** Bytes of `open`, without its next_links and limits: more than there are. */
const openBytes = 256;
const limitBytes = 12;

function openArguments(request: OpenSession): string {
  const { bySecret, limits, now, sendAttempt, decoy } = request;
  const widest = widestWindow(limits);
  const lengthOf = ({ nextLink = '' }: OpenBySecret): number => 24 + nextLink.length;
  const size = bySecret.reduce((sum, one) => sum + lengthOf(one), openBytes + limitBytes * limits.length);
  const packed = new PackedArguments(size)
    .time(now)
    .time(request.sessionLifetimeMs)
    .time(request.codeLifetimeMs)
    .number(countable(request.wrongCodesAllowed), 1)
    .number((decoy ? 1 : 0) + (sendAttempt === undefined ? 0 : 2), 1)
    .large(sendAttempt ?? 0)
    .fixed(request.claim, 4, 'claim')
    .time(request.claimLifetimeMs)
    .fixed(request.numberId, 12, 'numberId')
    .time(leftOfDay(now) + widest + clocksDifferMs)
    .time(widest)
    .counted(request.receipt, 1);
  packed.number(bySecret.length, 1);
  for (const one of bySecret) packBySecret(packed, one);
  packed.number(limits.length, 1);
  for (const { messages, windowMs } of limits) packed.time(messages).time(windowMs);
  return packed.toString();
}

function packBySecret(packed: PackedArguments, { generation, code, address, nextLink }: OpenBySecret): void {
  packed
    .fixed(generation, 4, 'generation')
    .fixed(code.nonce, 4, 'nonce')
    .fixed(code.mac, 6, 'mac')
    .fixed(address, 8, 'address')
    .counted(nextLink, 2);
}

function submitArguments(request: SubmitCode): string {
  const { bySecret, generation } = request;
  const packed = new PackedArguments(64 + 6 * bySecret.length)
    .time(request.now)
    .time(request.sessionLifetimeMs)
    .number(countable(request.wrongCodesAllowed), 1)
    .counted(namedGeneration(generation), 1);
  for (const { mac } of bySecret) packed.fixed(mac, 6, 'mac');
  return packed.toString();
}

/** A session counts its wrong codes up to this, so no more can be allowed. */
const mostWrongCodes = 255;

function countable(wrongCodesAllowed: number): number {
  return Math.min(wrongCodesAllowed, mostWrongCodes);
}

function readArguments({ now, generation, wrongCodesAllowed }: ReadSession): CommandArgument[] {
  return [now, Buffer.from(namedGeneration(generation) ?? '', 'base64url'), countable(wrongCodesAllowed)];
}

function limitArguments(limits: readonly MessageLimit[]): CommandArgument[] {
  return limits.flatMap(({ messages, windowMs }) => [messages, windowMs]);
}

/** The times that a window counts, oldest first. */
function countedWithin(times: readonly number[], windowMs: number, now: number): readonly number[] {
  return times
    .filter((time) => time > now - windowMs && time <= now + clocksDifferMs)
    .toSorted((one, other) => one - other);
}
