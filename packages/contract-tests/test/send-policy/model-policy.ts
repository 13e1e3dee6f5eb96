import { randomBytes } from 'node:crypto';
import {
  StorageUnavailableError,
  type ForgottenNumber,
  type SendCandidate,
  type SendEvent,
  type SendPolicy,
  type SendVerdict,
} from '@threepid/core';

/** A message, in the unit of balances: an hour refills one, so a unit is a millisecond. */
export const oneMessage = 3_600_000;

/** Messages that a number starts with. */
export const start = 5;
/** Messages that an address starts with. */
export const startOfAddress = 8;

/** How many messages a number or an address may still have. */
export interface ModelBalance {
  readonly amount: number;
  readonly at: number;
}

/** What processes share. */
export class SharedStorage {
  readonly balances = new Map<string, ModelBalance>();
  /** The number and address of each message. */
  readonly receipts = new Map<string, readonly string[]>();
}

/** The simplest policy that the suite finds nothing in: a balance for each number, and one for each address. */
export class ModelPolicy implements SendPolicy {
  constructor(protected readonly storage: SharedStorage = new SharedStorage()) {}

  judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
    const { now } = candidate;
    const groups = this.groupsOf(candidate);
    const waits = groups.map((group) => oneMessage - this.amountAt(group, now) + this.aheadOf(group, now));
    const retryAfterMs = Math.max(...waits);
    if (groups.some((group) => this.amountAt(group, now) < oneMessage)) return this.delayed(retryAfterMs);
    for (const group of groups) this.add(group, -1, now);
    return this.allowed(groups, candidate);
  }

  learn({ kind, receipt, now }: SendEvent): void | Promise<void> {
    for (const group of this.storage.receipts.get(receipt) ?? []) {
      if (kind === 'unsent') this.add(group, 1, now);
      if (kind === 'failed' && group.startsWith('number')) this.add(group, 1, now);
      if (kind === 'verified') this.add(group, 2, now);
    }
    this.storage.receipts.delete(receipt);
  }

  forget({ msisdn }: ForgottenNumber): void | Promise<void> {
    const number = `number ${msisdn}`;
    this.storage.balances.delete(number);
    for (const [receipt, groups] of this.storage.receipts)
      this.storage.receipts.set(
        receipt,
        groups.filter((group) => group !== number),
      );
  }

  protected groupsOf({ msisdn, clientAddress, proved }: SendCandidate): readonly string[] {
    if (clientAddress === undefined || proved) return [`number ${msisdn}`];
    return [`number ${msisdn}`, `address ${clientAddress}`];
  }

  protected delayed(retryAfterMs: number): SendVerdict {
    return { kind: 'delay', retryAfterMs };
  }

  protected allowed(groups: readonly string[], candidate: SendCandidate): SendVerdict {
    const receipt = this.receiptOf(candidate);
    this.storage.receipts.set(receipt, groups);
    return { kind: 'allow', receipt };
  }

  protected receiptOf(_candidate: SendCandidate): string {
    return randomBytes(12).toString('base64url');
  }

  protected add(group: string, messages: number, now: number): void {
    const amount = Math.min(2 * startOf(group), this.amountAt(group, now) + messages * oneMessage);
    this.storage.balances.set(group, {
      amount,
      at: Math.max(now, this.storage.balances.get(group)?.at ?? 0),
    });
  }

  protected amountAt(group: string, now: number): number {
    const stored = this.storage.balances.get(group);
    if (stored === undefined) return startOf(group);
    const refilled = stored.amount + Math.max(0, now - stored.at);
    return Math.max(stored.amount, Math.min(startOf(group), refilled));
  }

  /** How far a balance is dated ahead of a host's clock. */
  private aheadOf(group: string, now: number): number {
    return Math.max(0, (this.storage.balances.get(group)?.at ?? 0) - now);
  }
}

export function startOf(group: string): number {
  return (group.startsWith('number') ? start : startOfAddress) * oneMessage;
}

/** The model with a storage that can't be reached. */
export class UnreachablePolicy extends ModelPolicy {
  override judge(_candidate: SendCandidate): Promise<SendVerdict> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }

  override forget(_number: ForgottenNumber): Promise<void> {
    return Promise.reject(new StorageUnavailableError('gone'));
  }
}
