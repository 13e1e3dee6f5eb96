import type {
  MessageLimit,
  MessageOutcome,
  MessageResult,
  OpenBySecret,
  OpenOutcome,
  OpenSession,
  ReadMessage,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { RedisBalanceStorage } from './redis-balance-storage.js';
import { clocksDifferMs } from './clocks-differ.js';
import { fixedBytes, namedGeneration } from './fixed-bytes.js';
import { keyPrefix } from './key-prefix.js';
import { leftOfDay, RedisKeys, timeOfDay } from './redis-keys.js';
import { RedisScript, type ScriptArgument } from './redis-script.js';
import { RedisSteps } from './redis-steps.js';
import { RedisSpendingStorage } from './redis-spending-storage.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import { messageOutcome, openOutcome, readOutcome, spendOutcome, submitOutcome } from './replies.js';
import * as scripts from './scripts/scripts.js';

const open = new RedisScript(scripts.open);
const settle = new RedisScript(scripts.settle);
const outcomeOf = new RedisScript(scripts.outcomeOf);
const submit = new RedisScript(scripts.submit);
const read = new RedisScript(scripts.read);
const consume = new RedisScript(scripts.consume);
const spend = new RedisScript(scripts.spend);
const refund = new RedisScript(scripts.refund);

/** A claimed message. */
interface ClaimedMessage {
  readonly sessions: readonly Buffer[];
  /** The count that it is in; undefined if it stays counted. */
  readonly counts: Buffer | undefined;
  readonly numberId: string;
  readonly claim: string;
  readonly openedAt: number;
}

/**
 * Stores sessions in Redis 7.0 or later: one server, Sentinel or a Cluster. Each method is one Lua script and one round
 * trip, over keys of one hash slot. Every key has an expiry.
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
  private readonly keys: RedisKeys;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an invalid option. */
  constructor(redis: Redis | Cluster, options: RedisStorageOptions = {}) {
    this.balances = new RedisBalanceStorage(redis, options);
    this.spending = new RedisSpendingStorage(redis, options);
    this.keys = new RedisKeys(keyPrefix(options));
    this.steps = new RedisSteps(redis, options);
  }

  async open(request: OpenSession): Promise<OpenOutcome> {
    const { slot, numberId, bySecret, limits, now } = request;
    const counts = limits.length === 0 ? [] : this.keys.countsWithin(slot, numberId, now, widest(limits));
    const keys = [...bySecret.map(({ sessionId }) => this.keys.session(slot, sessionId)), ...counts];
    return this.steps.take(open, keys, openArguments(request), openOutcome, (taken) =>
      this.undo(request, taken),
    );
  }

  async settle(request: SettleMessage): Promise<void> {
    const { slot, sessionId, numberId, claim, result, openedAt, now } = request;
    const sessions = [this.keys.session(slot, sessionId)];
    const counts = request.refund ? this.keys.counts(slot, numberId, openedAt) : undefined;
    const message = { sessions, counts, numberId, claim, openedAt };
    return this.steps.take(
      settle,
      settleKeys(message),
      settleArguments(message, result, now),
      () => undefined,
    );
  }

  async outcomeOf({ slot, sessionId, claim, now }: ReadMessage): Promise<MessageOutcome> {
    const args = [now, fixedBytes(claim, 4, 'claim')];
    return this.steps.look(outcomeOf, [this.keys.session(slot, sessionId)], args, messageOutcome);
  }

  async submit({ slot, bySecret, generation, ...rules }: SubmitCode): Promise<SubmitOutcome> {
    const keys = bySecret.map(({ sessionId }) => this.keys.session(slot, sessionId));
    const args = [
      rules.now,
      namedGeneration(generation),
      rules.wrongCodesAllowed,
      rules.sessionLifetimeMs,
      ...bySecret.map(({ mac }) => fixedBytes(mac, 6, 'mac')),
    ];
    return this.steps.take(submit, keys, args, submitOutcome);
  }

  async read(request: ReadSession): Promise<ReadOutcome> {
    return this.steps.look(read, this.sessionKeys(request), readArguments(request), readOutcome);
  }

  async consume(request: ReadSession): Promise<ReadOutcome> {
    return this.steps.take(consume, this.sessionKeys(request), readArguments(request), readOutcome);
  }

  async spend({ id, limits, now }: SpendAllowance): Promise<SpendOutcome> {
    if (limits.length === 0) return { kind: 'spent' };
    const args = [now, widest(limits), widest(limits) + clocksDifferMs, ...limitArguments(limits)];
    return this.steps.take(spend, [this.keys.allowance(id)], args, spendOutcome, async (taken) => {
      if ((await taken).kind === 'spent') await this.refund({ id, spentAt: now });
    });
  }

  async refund({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    return this.steps.take(refund, [this.keys.allowance(id)], [spentAt], () => undefined);
  }

  /** Also rejects if the Cluster doesn't serve all slots. */
  async ready(): Promise<void> {
    return this.steps.ping();
  }

  private sessionKeys({ slot, sessionIds }: ReadSession): Buffer[] {
    return sessionIds.map((sessionId) => this.keys.session(slot, sessionId));
  }

  /**
   * The caller of a failed `open` sends no message. If the step was taken nevertheless, the next call must be able to
   * send. So its message is settled now, because the reply may never come, and again after the reply, if it comes later
   * than this.
   */
  private async undo(request: OpenSession, taken: Promise<OpenOutcome>): Promise<void> {
    if (await this.unclaim(request)) return;
    const outcome = await taken;
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
    const message = { sessions, counts, numberId, claim, openedAt };
    const args = settleArguments(message, 'failed', openedAt);
    return this.steps.takeInBackground(settle, settleKeys(message), args, (reply) => Number(reply) === 1);
  }
}

function settleKeys({ sessions, counts }: ClaimedMessage): Buffer[] {
  return counts === undefined ? [...sessions] : [...sessions, counts];
}

function settleArguments(
  { sessions, numberId, claim, openedAt }: ClaimedMessage,
  result: MessageResult,
  now: number,
): ScriptArgument[] {
  return [
    sessions.length,
    now,
    fixedBytes(claim, 4, 'claim'),
    result,
    fixedBytes(numberId, 12, 'numberId'),
    timeOfDay(openedAt),
  ];
}

function openArguments(request: OpenSession): ScriptArgument[] {
  const { bySecret, limits, now, receipt } = request;
  return [
    bySecret.length,
    now,
    request.sessionLifetimeMs,
    request.codeLifetimeMs,
    request.wrongCodesAllowed,
    request.decoy ? 1 : 0,
    request.sendAttempt ?? '',
    fixedBytes(request.claim, 4, 'claim'),
    request.claimLifetimeMs,
    fixedBytes(request.numberId, 12, 'numberId'),
    leftOfDay(now) + widest(limits) + clocksDifferMs,
    widest(limits),
    bytesOrNone(receipt),
    ...bySecret.flatMap(bySecretArguments),
    ...limitArguments(limits),
  ];
}

function bySecretArguments({ generation, code, address, nextLink }: OpenBySecret): ScriptArgument[] {
  return [
    fixedBytes(generation, 4, 'generation'),
    fixedBytes(code.nonce, 4, 'nonce'),
    fixedBytes(code.mac, 6, 'mac'),
    fixedBytes(address, 8, 'address'),
    bytesOrNone(nextLink),
  ];
}

function bytesOrNone(text: string | undefined): ScriptArgument {
  return text === undefined ? '' : Buffer.from(text, 'base64url');
}

function readArguments({ now, generation, wrongCodesAllowed }: ReadSession): ScriptArgument[] {
  return [now, namedGeneration(generation), wrongCodesAllowed];
}

function limitArguments(limits: readonly MessageLimit[]): ScriptArgument[] {
  return [limits.length, ...limits.flatMap(({ messages, windowMs }) => [messages, windowMs])];
}

function widest(limits: readonly MessageLimit[]): number {
  return Math.max(0, ...limits.map(({ windowMs }) => windowMs));
}
