import { StorageUnavailableError } from '@threepid/core';
import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { isCluster, Replicas } from './replicas.js';
import { findKeys } from './found-keys.js';
import { RedisScript, type ScriptReply } from './redis-script.js';
import type { RedisStorageOptions } from './redis-storage-options.js';
import type { CommandArgument } from './traced-command.js';
import { TimeLimit } from './time-limit.js';
import * as scripts from './scripts/scripts.js';

const probe = new RedisScript(scripts.probe);

/** A step that Redis has taken. */
export interface TakenStep<Outcome> {
  readonly outcome: Outcome;
  /** The connection that it was taken by. */
  readonly connection: Socket;
}

/** Runs scripts, each within its time-out, and turns errors into `StorageUnavailableError`. */
export class RedisSteps {
  private readonly timeLimit: TimeLimit;
  private readonly replicas: Replicas;

  /** @throws TypeError for an invalid option. */
  constructor(
    private readonly redis: Redis | Cluster,
    options: RedisStorageOptions,
  ) {
    const {
      commandTimeoutMs = 2_000,
      waitReplicas = 0,
      waitTimeoutMs = Math.ceil(commandTimeoutMs / 10),
    } = options;
    checkTimes(commandTimeoutMs, waitTimeoutMs);
    this.timeLimit = new TimeLimit(commandTimeoutMs);
    this.replicas = new Replicas(redis, waitReplicas, waitTimeoutMs);
  }

  /**
   * Takes a step that may change something.
   *
   * @param undo reverts the step after the caller got an error, by `revert` unless it reads first whether there is
   * anything to revert. It gets the final result of the step, and may itself fail; a step that can't be reverted stays
   * taken, which is the safe side.
   * @throws StorageUnavailableError
   */
  async take<Outcome>(
    script: RedisScript,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    outcomeOf: (reply: unknown) => Outcome,
    undo?: (taken: Promise<TakenStep<Outcome>>) => Promise<void>,
  ): Promise<Outcome> {
    const ran = script.run(this.redis, keys, args);
    try {
      return outcomeOf((await this.kept(ran)).reply);
    } catch (error) {
      if (undo !== undefined) undoUnseen(undo, whereTaken(ran, outcomeOf));
      throw unavailable(error);
    }
  }

  /**
   * Takes a step that must not be taken twice: if the connection is lost before its reply, the client doesn't send it again.
   *
   * @throws StorageUnavailableError
   */
  async takeOnce<Outcome>(
    script: RedisScript,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    outcomeOf: (reply: unknown) => Outcome,
  ): Promise<Outcome> {
    try {
      const { reply, command } = await this.kept(script.run(this.redis, keys, args, { isOnce: true }));
      if (command.isResent) throw new Error('the connection was lost; the step may have been taken');
      return outcomeOf(reply);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Reverts a step by the connection that took it, or not at all. By another one it could reach a server that never had
   * the step, such as a new master, and would give back what nobody paid.
   */
  async revert(
    script: RedisScript,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    connection: Socket,
  ): Promise<void> {
    if (!connection.destroyed) await script.run(this.redis, keys, args, { only: connection });
  }

  /** Takes a step that nobody waits for, without a time-out of its own. */
  async takeInBackground<Outcome>(
    script: RedisScript,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    outcomeOf: (reply: unknown) => Outcome,
  ): Promise<Outcome> {
    return script.run(this.redis, keys, args).then(({ reply }) => outcomeOf(reply));
  }

  /**
   * Takes a step that changes nothing.
   *
   * @throws StorageUnavailableError
   */
  async look<Outcome>(
    script: RedisScript,
    keys: readonly CommandArgument[],
    args: readonly CommandArgument[],
    outcomeOf: (reply: unknown) => Outcome,
  ): Promise<Outcome> {
    return this.answered(script.run(this.redis, keys, args).then(({ reply }) => outcomeOf(reply)));
  }

  /**
   * Finds keys: see `findKeys`. Each call to a server has a time-out, not the whole.
   *
   * @throws StorageUnavailableError
   */
  async find(...parts: readonly [string, ...string[]]): Promise<readonly string[]> {
    // A client of a Cluster knows the nodes once it has an answer.
    await this.ping();
    try {
      return await findKeys(this.redis, parts, (step) => this.timeLimit.keep(step));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** @throws StorageUnavailableError if Redis doesn't answer, or if a Cluster doesn't serve all slots. */
  async ping(): Promise<void> {
    return this.answered(checkReady(this.redis));
  }

  /**
   * Writes a key that is gone at once. Redis answers PING too while it takes no writes: as a replica, with its memory full
   * under `noeviction`, or after a snapshot that could not be stored.
   *
   * @throws StorageUnavailableError if Redis takes no writes, too few replicas have them, or a Cluster doesn't serve all slots.
   */
  async probe(key: string): Promise<void> {
    await this.ping();
    await this.take(probe, [key], [1], () => undefined);
  }

  /** The reply in time, once enough replicas have the step. */
  private kept(ran: Promise<ScriptReply>): Promise<ScriptReply> {
    return this.timeLimit.keep(this.replicas.needed === 0 ? ran : this.replicated(ran));
  }

  /** The reply, once enough replicas have the step. */
  private async replicated(ran: Promise<ScriptReply>): Promise<ScriptReply> {
    const answered = await ran;
    await this.replicas.have(answered.command);
    return answered;
  }

  private async answered<Outcome>(step: Promise<Outcome>): Promise<Outcome> {
    try {
      return await this.timeLimit.keep(step);
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): StorageUnavailableError {
  return new StorageUnavailableError(`Redis: ${cause instanceof Error ? cause.message : 'failed'}`, {
    cause,
  });
}

/** Nobody waits for it. If the step failed too, `undo` may await it late or never: that rejection is no news. */
function undoUnseen<Outcome>(
  undo: (taken: Promise<TakenStep<Outcome>>) => Promise<void>,
  taken: Promise<TakenStep<Outcome>>,
): void {
  taken.catch(() => undefined);
  undo(taken).catch(() => undefined);
}

async function whereTaken<Outcome>(
  ran: Promise<ScriptReply>,
  outcomeOf: (reply: unknown) => Outcome,
): Promise<TakenStep<Outcome>> {
  const { reply, command } = await ran;
  const { connection } = command;
  if (connection === undefined) throw new Error('a step was answered without being sent');
  return { outcome: outcomeOf(reply), connection };
}

async function checkReady(redis: Redis | Cluster): Promise<void> {
  await redis.ping();
  if (!isCluster(redis)) return;
  const state = await redis.cluster('INFO');
  if (!state.includes('cluster_state:ok')) throw new Error('the Cluster does not serve all of its slots');
}

/** Some 24 days. Node's timers end after 1 ms if they are to last any longer, and `TimeLimit` adds one. */
const longestTimeoutMs = 2 ** 31 - 2;

function checkTimes(commandTimeoutMs: number, waitTimeoutMs: number): void {
  if (!(commandTimeoutMs > 0 && commandTimeoutMs <= longestTimeoutMs))
    throw new TypeError(
      `threepid: commandTimeoutMs must be milliseconds above 0, ${longestTimeoutMs} at most`,
    );
  if (!(waitTimeoutMs > 0 && waitTimeoutMs < commandTimeoutMs)) {
    // For WAIT, 0 means forever, and a wait that outlasts the call would go unnoticed.
    throw new TypeError('threepid: waitTimeoutMs must be milliseconds above 0 and below commandTimeoutMs');
  }
}
