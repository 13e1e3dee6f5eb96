import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { TracedCommand } from './traced-command.js';

/** Waits until replicas have a client's writes. Of none, whoever needs none doesn't ask. */
export class Replicas {
  private readonly gathering = new Map<Socket, Promise<number>>();

  /** @throws TypeError if the number of replicas is invalid. */
  constructor(
    private readonly redis: Redis | Cluster,
    readonly needed: number,
    private readonly timeoutMs: number,
  ) {
    if (Number.isSafeInteger(needed) && needed >= 0) return;
    throw new TypeError('threepid: waitReplicas must be a whole number, 0 or above');
  }

  /**
   * Waits until enough replicas have an answered step, and everything that its connection wrote before.
   *
   * @throws Error if fewer have it in time, or if that can't be known because the connection that wrote it is lost.
   * Also if the client sent the step twice: the second time may have written nothing, and since Redis 7.2 `WAIT` then
   * waits for nothing.
   */
  async have(step: TracedCommand): Promise<void> {
    const { connection } = step;
    if (connection === undefined || step.isResent) throw lostConnection();
    const having = await this.gather(connection);
    if (having < this.needed) {
      throw new Error(`${having} of ${this.needed} replicas have the step; a failover could lose it`);
    }
  }

  /**
   * One `WAIT` for all steps whose replies arrived in the same turn of the event loop. `WAIT` blocks its connection, so
   * separate ones would queue up.
   */
  private gather(connection: Socket): Promise<number> {
    const gathered = this.gathering.get(connection) ?? this.nextTurn(connection);
    this.gathering.set(connection, gathered);
    return gathered;
  }

  private async nextTurn(connection: Socket): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    this.gathering.delete(connection);
    return this.wait(connection);
  }

  /**
   * `WAIT` covers only the writes of its own connection. If the connection is lost, ioredis sends `WAIT` again on
   * another one, perhaps to another server, where every replica would count.
   */
  private async wait(connection: Socket): Promise<number> {
    const node = this.nodes().find(({ stream }) => stream === connection);
    if (node === undefined) throw lostConnection();
    const command = new TracedCommand('wait', [String(this.needed), String(this.timeoutMs)]);
    node.sendCommand(command);
    const having = Number(await command.promise);
    if (command.connection !== connection) throw lostConnection();
    return having;
  }

  private nodes(): readonly Redis[] {
    return isCluster(this.redis) ? this.redis.nodes() : [this.redis];
  }
}

/** True for a Cluster client. Recognized by a property, because the host may have another copy of ioredis. */
export function isCluster(redis: Redis | Cluster): redis is Cluster {
  return redis.isCluster;
}

function lostConnection(): Error {
  return new Error('the connection that took the step was lost before a replica confirmed it');
}
