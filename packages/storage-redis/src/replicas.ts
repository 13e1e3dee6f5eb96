import { Command, type Cluster, type Redis } from 'ioredis';

/** Waits until replicas have what a client has written. */
export class Replicas {
  private readonly gathering = new Map<string, Promise<number>>();

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
   * Waits until enough replicas have all that was written to the node of `key`, up to now and by this client.
   *
   * @throws Error if fewer have it in time.
   */
  async haveAll(key: Buffer): Promise<void> {
    if (this.needed === 0) return;
    const having = await this.gather(this.slotOf(key));
    if (having < this.needed) {
      throw new Error(`${having} of ${this.needed} replicas have the step; a failover could lose it`);
    }
  }

  /**
   * One `WAIT` for all whose replies came in the same turn of the event loop: it holds up the connection, and if each
   * call sent its own, they would all stand in a line.
   */
  private gather(slot: number | undefined): Promise<number> {
    const node = (slot === undefined ? undefined : (this.redis as Cluster).slots[slot]?.[0]) ?? '';
    const gathered = this.gathering.get(node) ?? this.nextTurn(node).then(() => this.wait(slot));
    this.gathering.set(node, gathered);
    return gathered;
  }

  private async nextTurn(node: string): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.gathering.delete(node);
  }

  /** `WAIT` counts what its own connection wrote, so that it has to go where the writes went. */
  private async wait(slot: number | undefined): Promise<number> {
    const command = new Command('wait', [this.needed, this.timeoutMs]);
    if (isCluster(this.redis)) this.redis.sendCommand(command, undefined, { slot });
    else this.redis.sendCommand(command);
    return Number(await command.promise);
  }

  private slotOf(key: Buffer): number | undefined {
    if (!isCluster(this.redis)) return undefined;
    const { keyPrefix } = this.redis.options;
    return new Command('exists', [key], keyPrefix === undefined ? {} : { keyPrefix }).getSlot();
  }
}

/** Whether a client is one of a Cluster. Told by its field, since a host may have another copy of ioredis. */
export function isCluster(redis: Redis | Cluster): redis is Cluster {
  return redis.isCluster;
}
