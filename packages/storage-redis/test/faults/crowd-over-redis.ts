import { SessionCrowd, SessionHistory, type SessionCall } from '@threepid/contract-tests';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import type { Cluster, Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.js';

/** Clocks differ by less than 60 s, the time included that a call is on its way. */
const clocksAheadMs = [-20_000, -10_000, 0, 0, 10_000, 20_000];
const callersEach = 2;
/** Enough that calls meet, and few enough that checking them takes as long as making them. */
const betweenCallsMs = 10;
/** Nobody knows whether a rejected call was taken: with many of them, a history explains nearly everything, and takes long to check. */
const afterRejectionMs = 1_500;

export interface CrowdOverRedisOptions extends RedisStorageOptions {
  /** A client of a host. */
  readonly connect: (host: number) => Redis | Cluster;
  /** True if the clients send calls again after a lost connection. */
  readonly isResending: boolean;
  readonly seed: number;
}

/** Many hosts, with connections and clocks of their own, that call for few numbers at once. */
export class CrowdOverRedis {
  readonly history = new SessionHistory({ echoes });
  private readonly clients: readonly (Redis | Cluster)[];
  private readonly crowd: SessionCrowd;
  private isOver = false;
  private succeeded = 0;
  private secrets = SessionCrowd.secrets.slice(2);

  constructor(private readonly options: CrowdOverRedisOptions) {
    this.crowd = new SessionCrowd({ seed: options.seed, numbers: 6, callsEach: 40 });
    this.clients = clocksAheadMs.map((_, host) => options.connect(host).on('error', () => undefined));
  }

  /** Calls until `fault` is over. */
  async during(fault: () => Promise<void>): Promise<void> {
    const calling = Promise.all(this.clients.flatMap((redis, host) => this.callersOf(redis, host)));
    try {
      await fault();
    } finally {
      this.isOver = true;
      await calling;
    }
  }

  /** Waits until so many more calls have succeeded. */
  async goOn(calls: number): Promise<void> {
    const goal = this.succeeded + calls;
    await eventually(() => Promise.resolve(this.succeeded >= goal), 60_000);
  }

  /** From now on, hosts learn of a new secret: one after the other, so that they differ meanwhile. */
  rotate(): void {
    this.secrets = SessionCrowd.secrets.slice(1);
  }

  stop(): void {
    for (const redis of this.clients) redis.removeAllListeners('end').disconnect();
  }

  private callersOf(redis: Redis | Cluster, host: number): readonly Promise<void>[] {
    const { commandTimeoutMs = 500, waitReplicas = 0, waitTimeoutMs } = this.options;
    const waiting = waitReplicas === 0 ? {} : { waitReplicas, waitTimeoutMs: waitTimeoutMs ?? 100 };
    const storage = new RedisSessionStorage(redis, { commandTimeoutMs, ...waiting });
    const lost = this.options.isResending ? lostConnections(redis) : () => 0;
    return Array.from({ length: callersEach }, (_, caller) =>
      this.crowd.join({
        storage: this.history.record(storage, { client: `host ${host}.${caller}`, lostConnections: lost }),
        now: () => Date.now() + (clocksAheadMs[host] ?? 0),
        goesOn: () => !this.isOver,
        secrets: () => this.secrets,
        afterCall: async (isRejected) => {
          if (!isRejected) this.succeeded += 1;
          await sleep(isRejected ? afterRejectionMs : betweenCallsMs);
        },
      }),
    );
  }
}

function lostConnections(redis: Redis | Cluster): () => number {
  let lost = 0;
  const count = (): void => void (lost += 1);
  if (redis.isCluster) (redis as Cluster).on('+node', (node: Redis) => node.on('close', count));
  else redis.on('close', count);
  return () => lost;
}

/**
 * What the storage does by itself after a call was rejected: it settles the message that the call may have claimed, and gives an
 * allowance back.
 */
function echoes(call: SessionCall): readonly SessionCall[] {
  if (call.to === 'spend')
    return [{ to: 'refund', request: { id: call.request.id, spentAt: call.request.now } }];
  if (call.to !== 'open') return [];
  const { slot, numberId, bySecret, claim, limits, now } = call.request;
  const message = {
    slot,
    numberId,
    claim,
    result: 'failed',
    refund: limits.length > 0,
    openedAt: now,
    now,
  } as const;
  return bySecret.map(({ sessionId }) => ({ to: 'settle', request: { ...message, sessionId } }));
}
