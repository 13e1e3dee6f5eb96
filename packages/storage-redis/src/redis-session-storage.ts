import { randomBytes } from 'node:crypto';
import type {
  GiveBack,
  MessageLimit,
  OpenCandidate,
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import { fixedBytes, namedGeneration } from './fixed-bytes.js';
import { keyPrefix } from './key-prefix.js';
import { leftOfDay, RedisKeys, timeOfDay } from './redis-keys.js';
import { RedisScript, type ScriptArgument } from './redis-script.js';
import { RedisSteps } from './redis-steps.js';
import { openOutcome, readOutcome, spendOutcome, submitOutcome } from './replies.js';
import * as scripts from './scripts/scripts.js';

export interface RedisSessionStorageOptions {
  /** What every key begins with. Default: `3p:`. Up to 13 characters cost no memory to speak of. No braces. */
  readonly prefix?: string;
  /**
   * A call that Redis has not answered by then is rejected, whatever the client does with it: whether it waits for a
   * connection, for a new master or for a reply. Milliseconds; default 2,000.
   */
  readonly commandTimeoutMs?: number;
  /**
   * A step counts as taken once so many replicas have it (`WAIT`): a failover to one of them then loses none. Else the
   * call is rejected. Default 0: a step that the master took just before it died may be lost.
   */
  readonly waitReplicas?: number;
  /**
   * How long a step waits for its replicas, and holds up the connection where they are missing. Milliseconds, below
   * `commandTimeoutMs`; default: a tenth of that.
   */
  readonly waitTimeoutMs?: number;
}

const open = new RedisScript(scripts.open);
const unclaim = new RedisScript(scripts.unclaim);
const giveBack = new RedisScript(scripts.giveBack);
const submit = new RedisScript(scripts.submit);
const read = new RedisScript(scripts.read);
const consume = new RedisScript(scripts.consume);
const spend = new RedisScript(scripts.spend);
const unspend = new RedisScript(scripts.unspend);

/**
 * Redis drops a key so much later than what it holds is over. It counts by its own clock from when the call comes in;
 * the storage goes by the times that it is handed, and hosts' clocks are slewed and stepped.
 */
const graceMs = 60_000;

/**
 * Keeps sessions in Redis 7.0 or later: one server, Sentinel or a Cluster. Each method is one Lua script, and one round
 * trip, over keys of one hash slot; every key has an expiry.
 *
 * The client is yours: you make it, listen to its `error` events and close it. The README says which options it wants.
 *
 * Every method rejects with `StorageUnavailableError` if Redis refuses, is not there or does not answer in time. Such a
 * step **may have been taken** all the same, now or when the client gets through: then a guess is judged, a validation
 * spent or a message counted that nobody was told of. It never errs the other way. A message that such an `open` claimed
 * is given back, if Redis can be reached at all, so that the person can ask again.
 */
export class RedisSessionStorage implements SessionStorage {
  readonly name = 'redis';
  private readonly keys: RedisKeys;
  private readonly steps: RedisSteps;

  /** @throws TypeError for an option that can't be right. */
  constructor(redis: Redis | Cluster, options: RedisSessionStorageOptions = {}) {
    this.keys = new RedisKeys(keyPrefix(options));
    this.steps = new RedisSteps(redis, options);
  }

  async open(request: OpenSession): Promise<OpenOutcome> {
    const { slot, candidates, limits, now } = request;
    const counts = candidates.map(({ numberId }) =>
      limits.length === 0 ? [] : this.keys.countsWithin(slot, numberId, now, widest(limits)),
    );
    const keys = [...candidates.map(({ sessionId }) => this.keys.session(slot, sessionId)), ...counts.flat()];
    const claim = randomBytes(4);
    return this.steps.take(open, keys, openArguments(request, claim), openOutcome, (taken) =>
      this.undo(request, claim, taken),
    );
  }

  async giveBack(request: GiveBack): Promise<void> {
    const { slot, sessionId, numberId, openedAt, uncount } = request;
    const keys = [
      this.keys.session(slot, sessionId),
      ...(uncount ? [this.keys.counts(slot, numberId, openedAt)] : []),
    ];
    const args = [
      fixedBytes(request.generation, 4, 'generation'),
      request.sendAttempt ?? '',
      request.previousAttempt ?? '',
      fixedBytes(numberId, 12, 'numberId'),
      timeOfDay(openedAt),
    ];
    return this.steps.take(giveBack, keys, args, () => undefined);
  }

  async submit({ slot, candidates, generation, ...rules }: SubmitCode): Promise<SubmitOutcome> {
    const keys = candidates.map(({ sessionId }) => this.keys.session(slot, sessionId));
    const args = [
      rules.now,
      namedGeneration(generation),
      rules.wrongCodesAllowed,
      rules.sessionLifetimeMs,
      rules.sessionLifetimeMs + graceMs,
      ...candidates.map(({ mac }) => fixedBytes(mac, 6, 'mac')),
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
    const args = [now, widest(limits), widest(limits) + graceMs, ...limitArguments(limits)];
    return this.steps.take(spend, [this.keys.allowance(id)], args, spendOutcome, async (taken) => {
      if ((await taken).kind === 'spent') await this.unspend({ id, spentAt: now });
    });
  }

  async unspend({ id, spentAt }: { readonly id: string; readonly spentAt: number }): Promise<void> {
    return this.steps.take(unspend, [this.keys.allowance(id)], [spentAt], () => undefined);
  }

  /** Rejects also if the client is in a Cluster that is not whole. */
  async ready(): Promise<void> {
    return this.steps.ping();
  }

  private sessionKeys({ slot, sessionIds }: ReadSession): Buffer[] {
    return sessionIds.map((sessionId) => this.keys.session(slot, sessionId));
  }

  /**
   * The caller of an `open` that failed sends no message: if it was taken all the same, the next call is to. It is undone
   * at once, for its reply may be lost for good; and by its reply, if that comes, where another claim came after it or
   * it came after this.
   */
  private async undo(request: OpenSession, claim: Buffer, taken: Promise<OpenOutcome>): Promise<void> {
    if (await this.unclaim(request, claim)) return;
    const outcome = await taken;
    if (outcome.kind === 'opened' && outcome.send) await this.giveBack(giveBackOf(request, outcome));
  }

  private async unclaim(
    { slot, candidates, sendAttempt, limits, now }: OpenSession,
    claim: Buffer,
  ): Promise<boolean> {
    const numberId = candidates[0]?.numberId ?? '';
    const sessions = candidates.map(({ sessionId }) => this.keys.session(slot, sessionId));
    const counts = limits.length === 0 ? [] : [this.keys.counts(slot, numberId, now)];
    const args = [
      candidates.length,
      claim,
      sendAttempt ?? '',
      Buffer.from(numberId, 'base64url'),
      timeOfDay(now),
    ];
    return this.steps.takeInBackground(
      unclaim,
      [...sessions, ...counts],
      args,
      (reply) => Number(reply) === 1,
    );
  }
}

function giveBackOf(request: OpenSession, outcome: Extract<OpenOutcome, { kind: 'opened' }>): GiveBack {
  const { slot, candidates, sendAttempt, now: openedAt, limits } = request;
  const { generation, previousAttempt } = outcome;
  const sessionId = candidates[outcome.candidate]?.sessionId ?? '';
  const numberId = candidates[0]?.numberId ?? '';
  const uncount = limits.length > 0;
  return { slot, sessionId, generation, sendAttempt, previousAttempt, numberId, openedAt, uncount };
}

function openArguments(request: OpenSession, claim: Buffer): ScriptArgument[] {
  const {
    candidates,
    decoy,
    sendAttempt,
    limits,
    now,
    sessionLifetimeMs,
    codeLifetimeMs,
    wrongCodesAllowed,
  } = request;
  return [
    candidates.length,
    now,
    sessionLifetimeMs,
    codeLifetimeMs,
    wrongCodesAllowed,
    decoy ? 1 : 0,
    sendAttempt ?? '',
    claim,
    sessionLifetimeMs + graceMs,
    leftOfDay(now) + widest(limits) + graceMs,
    widest(limits),
    ...candidates.flatMap(candidateArguments),
    ...limitArguments(limits),
  ];
}

function candidateArguments({
  numberId,
  generation,
  code,
  address,
  nextLink,
}: OpenCandidate): ScriptArgument[] {
  return [
    fixedBytes(numberId, 12, 'numberId'),
    fixedBytes(generation, 4, 'generation'),
    fixedBytes(code.nonce, 4, 'nonce'),
    fixedBytes(code.mac, 6, 'mac'),
    fixedBytes(address, 8, 'address'),
    nextLink === undefined ? '' : Buffer.from(nextLink, 'base64url'),
  ];
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
