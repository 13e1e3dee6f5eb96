import type { Cluster, Redis } from 'ioredis';
import type { Socket } from 'node:net';
import { TracedCommand } from './traced-command.js';

/** Waits until replicas have what a client has written. */
export class Replicas {
  private readonly gathering = new Map<Socket, Promise<number>>();

  /** @throws TypeError if the replicas that are needed are no number of them. */
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly needed: number,
    private readonly timeoutMs: number,
  ) {
    if (Number.isSafeInteger(needed) && needed >= 0) return;
    throw new TypeError('threepid: waitReplicas must be a whole number, 0 or above');
  }

  /**
   * Waits until enough replicas have a step that was answered, and all that was written before it by its connection.
   *
   * @throws Error if fewer have it in time, or if nobody can say: the connection that wrote it is lost. Also if the
   *   client sent the step twice: the second time may have found it taken and written nothing, and from Redis 7.2 on
   *   `WAIT` then waits for nothing.
   */
  async have(step: TracedCommand): Promise<void> {
    if (this.needed === 0) return;
    const { connection } = step;
    if (connection === undefined || step.isResent) throw lostConnection();
    const having = await this.gather(connection);
    if (having < this.needed) {
      throw new Error(`${having} of ${this.needed} replicas have the step; a failover could lose it`);
    }
  }

  /**
   * One `WAIT` for all whose replies came in the same turn of the event loop: it holds up the connection, and if each
   * call sent its own, they would all stand in a line.
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
   * `WAIT` counts what its own connection wrote. On another one, perhaps to another server, any replica would count:
   * ioredis sends it again there if this one is lost.
   */
  private async wait(connection: Socket): Promise<number> {
    const node = this.nodes().find(({ stream }) => stream === connection);
    if (node === undefined) throw lostConnection();
    const command = new TracedCommand('wait', [this.needed, this.timeoutMs]);
    node.sendCommand(command);
    const having = Number(await command.promise);
    if (command.connection !== connection) throw lostConnection();
    return having;
  }

  private nodes(): readonly Redis[] {
    return isCluster(this.redis) ? this.redis.nodes() : [this.redis];
  }
}

/** True if a client is one of a Cluster. Told by its field, since a host may have another copy of ioredis. */
export function isCluster(redis: Redis | Cluster): redis is Cluster {
  return redis.isCluster;
}

function lostConnection(): Error {
  return new Error('the connection that took the step was lost before a replica confirmed it');
}
