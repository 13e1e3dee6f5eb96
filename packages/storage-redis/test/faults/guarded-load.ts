import {
  createThreepid,
  MatrixError,
  oneMessage,
  StorageUnavailableError,
  type BalanceStorage,
  type Threepid,
} from '@threepid/core';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import { groupsOf } from '../../../core/dist/guard/groups-of.js';
import { deriveKeys } from '../../../core/dist/domain/keyring.js';
import { storedBalances } from '../balances.js';
import { RecordingSender } from '../verification.js';

const secret = 'a secret of the fault tests';

/** Messages that a block of 10,000 numbers may get from those who verify nothing. */
export const mostOfBlock = 8;
const asksOfBlock = 12;
const plenty = { start: 100_000_000, most: 100_000_000 };

/** A block of 10,000 numbers that somebody pumps. */
interface PumpedBlock {
  readonly digits: string;
  asks: number;
}

/** What a load came to, and what the storage knew of it in the end. */
export interface GuardedReport {
  readonly calls: number;
  /** Calls that were answered 503. */
  readonly failed: number;
  readonly sent: number;
  /** Sent messages that no balance knows of. */
  readonly lost: number;
  /** The most messages that one block got. */
  readonly mostSent: number;
}

/** The whole framework with its guard, and people who pump many blocks of numbers at once. */
export class GuardedLoad {
  readonly sender = new RecordingSender(() => {
    this.sentAt.push(Date.now());
    return { kind: 'sent', messageId: 'message' };
  });
  private readonly sentAt: number[] = [];
  private readonly blocks: PumpedBlock[] = [];
  private threepid: Threepid;
  private next = randomInt(2_000);
  private isOver = false;
  private calls = 0;
  private failed = 0;

  constructor(
    private readonly redis: Redis | Cluster,
    options: RedisStorageOptions = {},
    private readonly workers = 16,
  ) {
    this.threepid = this.over(options);
  }

  /** Has all further calls go through a framework with these options. */
  goOnWith(options: RedisStorageOptions): void {
    this.threepid = this.over(options);
  }

  /** Runs until `fault` is over. */
  async during(fault: () => Promise<void>): Promise<void> {
    const working = Promise.all(Array.from({ length: this.workers }, () => this.work()));
    try {
      await fault();
    } finally {
      this.isOver = true;
      await working;
    }
  }

  get sent(): number {
    return this.sentAt.length;
  }

  get unavailable(): number {
    return this.failed;
  }

  /** How many messages were sent since a moment. */
  sentSince(moment: number): number {
    return this.sentAt.filter((at) => at >= moment).length;
  }

  async report(): Promise<GuardedReport> {
    const sentTo = this.sentByBlock();
    const charged = await Promise.all(this.blocks.map(({ digits }) => this.chargedTo(digits)));
    const sent = this.blocks.map(({ digits }) => sentTo.get(digits) ?? 0);
    return {
      calls: this.calls,
      failed: this.failed,
      sent: this.sent,
      lost: sent.reduce((sum, count, index) => sum + Math.max(0, count - (charged[index] ?? 0)), 0),
      mostSent: Math.max(...sent),
    };
  }

  private sentByBlock(): ReadonlyMap<string, number> {
    const sent = new Map<string, number>();
    for (const { to } of this.sender.messages) {
      const digits = to.slice(1, -4);
      sent.set(digits, (sent.get(digits) ?? 0) + 1);
    }
    return sent;
  }

  /** Messages that the balance of a block has paid for: what time has refilled meanwhile is a fraction of one. */
  private async chargedTo(digits: string): Promise<number> {
    const candidate = { msisdn: `${digits}0000`, country: 'GB', clientAddress: undefined };
    const message = groupsOf(deriveKeys(secret), candidate);
    const stored = await storedBalances(this.redis, { ...message, lane: 'nobody', all: true });
    const left = stored.get(`{GB}block:${message.block}`)?.amount ?? mostOfBlock * oneMessage;
    return Math.round(mostOfBlock - left / oneMessage);
  }

  private async work(): Promise<void> {
    while (!this.isOver) await this.ask();
  }

  private async ask(): Promise<void> {
    const block = this.someBlock();
    const number = `+${block.digits}${String(block.asks).padStart(4, '0')}`;
    block.asks += 1;
    this.calls += 1;
    try {
      await this.threepid.requestToken({ clientSecret: 'pumping', country: '', phoneNumber: number });
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === 'M_LIMIT_EXCEEDED') return;
      if (!(error instanceof StorageUnavailableError)) throw error;
      this.failed += 1;
      // A client that rejects at once lets nothing else happen, if it is asked again at once.
      await nextTurn();
    }
  }

  /** One of the last forty: some are partly used up when the fault comes. */
  private someBlock(): PumpedBlock {
    const active = this.blocks.slice(-40).filter(({ asks }) => asks < asksOfBlock);
    const found = active[randomInt(Math.max(1, active.length))];
    if (found !== undefined && active.length >= 20) return found;
    this.next += 1;
    const block = { digits: `4474${String(this.next % 5_000).padStart(4, '0')}`, asks: 0 };
    this.blocks.push(block);
    return block;
  }

  private over(options: RedisStorageOptions): Threepid {
    const storage = new RedisSessionStorage(this.redis, { commandTimeoutMs: 500, ...options });
    return createThreepid({ secret, storage, sms: this.sender, guard: guardOver(storage.balances) });
  }
}

/** The guard by its default terms, but that no country is short. */
function guardOver(balances: BalanceStorage) {
  return { balances, terms: { country: plenty, all: plenty } };
}
