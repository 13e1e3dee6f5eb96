import { createHash } from 'node:crypto';
import type { ForgottenNumber, SendCandidate, SendEvent, SendVerdict } from '@threepid/core';
import {
  ModelPolicy,
  oneMessage,
  start,
  type SharedStorage,
  UnreachablePolicy,
  type ModelBalance,
} from './model-policy.js';

/** A policy with one fault, and the end of the title of a test that has to find it. */
export interface PolicyFault {
  readonly fault: string;
  readonly policy: new (storage?: SharedStorage) => ModelPolicy;
  readonly unavailable?: new () => ModelPolicy;
  readonly foundBy: string;
}

const inRaces = 'are no more and no fewer if hundreds ask at once';
const inTime = 'are allowed once retryAfterMs has passed, and not a millisecond before';
const askedAgain = 'are delayed no longer for having been asked for again';
const forgotten = 'are as many as at first when all that was sent is long forgotten';
const clocks = 'are no more for callers of two hosts whose clocks differ by a minute';
const form = 'gives verdicts of the right form, whatever it is asked';
const receiptForm = 'gives receipts of 1 to 48 bytes in base64url without padding';
const receiptTells = 'gives receipts that tell neither the number nor the address';
const unsent = 'unsent: as many more are allowed, and no more';
const unsentAtOnce = 'unsent, all at once while hundreds ask: nothing is lost and nothing won';
const verified = 'verified: messages are earned, and they too come to an end';
const verifiedAtOnce = 'verified, all at once: they earn what they earn one after the other';
const failed = 'failed: the number has lost nothing';
const forgets = 'can have messages again, and no more than at first';

function delayedBy(change: (retryAfterMs: number) => number): PolicyFault['policy'] {
  return class extends ModelPolicy {
    protected override delayed(retryAfterMs: number): SendVerdict {
      return super.delayed(change(retryAfterMs));
    }
  };
}

function withReceipt(receiptOf: (candidate: SendCandidate) => string): PolicyFault['policy'] {
  return class extends ModelPolicy {
    protected override receiptOf(candidate: SendCandidate): string {
      return receiptOf(candidate);
    }
  };
}

/** The number and a count, so that receipts differ. */
const padded = (bytes: Buffer): string => {
  count += 1;
  return Buffer.concat([Buffer.from([count >> 8, count & 255]), bytes]).toString('base64url');
};
let count = 0;

/** Receives each event so many times as the function says. */
function learnsTimes(times: (event: SendEvent) => number): PolicyFault['policy'] {
  return class extends ModelPolicy {
    override learn(event: SendEvent): void {
      const groups = this.storage.receipts.get(event.receipt) ?? [];
      for (let time = 0; time < times(event); time += 1) {
        this.storage.receipts.set(event.receipt, groups);
        void super.learn(event);
      }
    }
  };
}

export const faultsOfVerdicts: readonly PolicyFault[] = [
  { fault: 'a millisecond too early', policy: delayedBy((ms) => ms - 1), foundBy: inTime },
  { fault: 'a millisecond too late', policy: delayedBy((ms) => ms + 1), foundBy: inTime },
  {
    fault: 'whole seconds',
    policy: delayedBy((ms) => Math.ceil(ms / 60_000) * 60_000 + 1_000),
    foundBy: inTime,
  },
  { fault: 'seconds instead of milliseconds', policy: delayedBy((ms) => ms / 1_000 + 0.5), foundBy: form },
  { fault: 'no time at all', policy: delayedBy(() => NaN), foundBy: form },
  { fault: 'a time that never comes', policy: delayedBy(() => Infinity), foundBy: form },
  {
    fault: 'zero milliseconds',
    policy: delayedBy(() => 0),
    foundBy: form,
  },
  {
    fault: 'a refusal names the number',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        if (candidate.country !== undefined) return super.judge(candidate);
        return { kind: 'refuse', reason: `${candidate.msisdn} is of no country` };
      }
    },
    foundBy: form,
  },
  {
    fault: 'fails for a number of no country',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        if (candidate.country === undefined) throw new TypeError('no country');
        return super.judge(candidate);
      }
    },
    foundBy: form,
  },
  {
    fault: 'writes into what it judges',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        Object.assign(candidate, { clientAddress: candidate.clientAddress ?? 'unknown' });
        return super.judge(candidate);
      }
    },
    foundBy: form,
  },
];

export const faultsOfReceipts: readonly PolicyFault[] = [
  { fault: 'the number is a receipt', policy: withReceipt(({ msisdn }) => msisdn), foundBy: receiptTells },
  {
    fault: 'the number, encoded',
    policy: withReceipt(({ msisdn }) => padded(Buffer.from(msisdn))),
    foundBy: receiptTells,
  },
  {
    fault: 'the number, as an integer',
    policy: withReceipt(({ msisdn }) =>
      padded(Buffer.from(BigInt(msisdn).toString(16).padStart(12, '0'), 'hex')),
    ),
    foundBy: receiptTells,
  },
  {
    fault: 'the number, as a digest without a key',
    policy: withReceipt(({ msisdn }) => padded(createHash('sha256').update(msisdn).digest().subarray(0, 8))),
    foundBy: receiptTells,
  },
  {
    fault: 'the address, packed',
    policy: withReceipt(({ clientAddress = '' }) =>
      padded(Buffer.from(clientAddress.split('.').map(Number))),
    ),
    foundBy: receiptTells,
  },
  { fault: 'too long a receipt', policy: withReceipt(() => padded(Buffer.alloc(47))), foundBy: receiptForm },
  { fault: 'an empty receipt', policy: withReceipt(() => ''), foundBy: receiptForm },
  {
    fault: 'a receipt with padding',
    policy: withReceipt(() => `${padded(Buffer.alloc(2))}==`),
    foundBy: receiptForm,
  },
  {
    fault: 'a receipt in plain base64',
    policy: withReceipt(() => Buffer.from([255, 254, 253]).toString('base64')),
    foundBy: receiptForm,
  },
  {
    fault: 'one receipt for all messages',
    policy: withReceipt(() => 'AAAA'),
    foundBy: 'gives messages to other numbers other receipts',
  },
];

export const faultsOfLimits: readonly PolicyFault[] = [
  {
    fault: 'looks, lets others act, and then charges',
    policy: class extends ModelPolicy {
      override async judge(candidate: SendCandidate): Promise<SendVerdict> {
        const groups = this.groupsOf(candidate);
        const seen = groups.map((group) => [group, this.storage.balances.get(group)] as const);
        await Promise.resolve();
        for (const [group, balance] of seen)
          if (balance === undefined) this.storage.balances.delete(group);
          else this.storage.balances.set(group, balance);
        return super.judge(candidate);
      }
    },
    foundBy: inRaces,
  },
  {
    fault: 'each process counts for itself',
    policy: class extends ModelPolicy {
      private readonly own = new Map<string, ModelBalance>();

      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        this.storage.balances.clear();
        for (const [group, balance] of this.own) this.storage.balances.set(group, balance);
        const verdict = super.judge(candidate);
        for (const [group, balance] of this.storage.balances) this.own.set(group, balance);
        return verdict;
      }
    },
    foundBy: inRaces,
  },
  {
    fault: 'delays nobody',
    policy: class extends ModelPolicy {
      protected override amountAt(): number {
        return oneMessage;
      }
    },
    foundBy: 'delays somebody of those who verify nothing',
  },
  {
    fault: 'delays all that ask at once',
    policy: class extends ModelPolicy {
      private waiting = 0;
      private isCrowded = false;

      override async judge(candidate: SendCandidate): Promise<SendVerdict> {
        this.waiting += 1;
        await Promise.resolve();
        this.waiting -= 1;
        this.isCrowded ||= this.waiting > 0;
        return this.isCrowded ? this.delayed(1) : super.judge(candidate);
      }
    },
    foundBy: inRaces,
  },
  {
    fault: 'charges for what it delays',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        const verdict = super.judge(candidate);
        if (!('then' in verdict) && verdict.kind === 'delay')
          for (const group of this.groupsOf(candidate)) this.add(group, -0.001, candidate.now);
        return verdict;
      }
    },
    foundBy: askedAgain,
  },
  {
    fault: 'refills by its own clock',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        return super.judge({ ...candidate, now: Date.now() });
      }
    },
    foundBy: inTime,
  },
  {
    fault: 'charges for ever what it learns nothing of',
    policy: class extends ModelPolicy {
      protected override amountAt(group: string): number {
        return super.amountAt(group, 0);
      }
    },
    foundBy: forgotten,
  },
  {
    fault: 'refills twice for a clock that was behind',
    policy: class extends ModelPolicy {
      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        const { now } = candidate;
        for (const group of this.groupsOf(candidate))
          this.storage.balances.set(group, { amount: this.amountAt(group, now), at: now });
        return super.judge(candidate);
      }
    },
    foundBy: clocks,
  },
  {
    fault: 'fails open',
    policy: ModelPolicy,
    unavailable: class extends ModelPolicy {
      override judge(): SendVerdict {
        return { kind: 'allow' };
      }
    },
    foundBy: 'allows nothing while its storage cannot be reached, and rejects with StorageUnavailableError',
  },
  {
    fault: 'fails open for those who proved it',
    policy: ModelPolicy,
    unavailable: class extends UnreachablePolicy {
      override judge(candidate: SendCandidate): Promise<SendVerdict> {
        return candidate.proved ? Promise.resolve({ kind: 'allow' }) : super.judge(candidate);
      }
    },
    foundBy: 'allows nothing while its storage cannot be reached, and rejects with StorageUnavailableError',
  },
  {
    fault: 'rejects with an error that tells nobody to come again',
    policy: ModelPolicy,
    unavailable: class extends ModelPolicy {
      override judge(): Promise<SendVerdict> {
        return Promise.reject(new Error('ECONNREFUSED'));
      }
    },
    foundBy: 'allows nothing while its storage cannot be reached, and rejects with StorageUnavailableError',
  },
];

export const faultsOfEvents: readonly PolicyFault[] = [
  {
    fault: 'pays back twice',
    policy: learnsTimes(({ kind }) => (kind === 'verified' ? 2 : 1)),
    foundBy: verified,
  },
  {
    fault: 'pays back nothing',
    policy: learnsTimes(({ kind }) => (kind === 'verified' ? 0 : 1)),
    foundBy: verified,
  },
  {
    fault: 'pays back without end',
    policy: class extends ModelPolicy {
      private readonly good = new Set<string>();

      override learn(event: SendEvent): void {
        const groups = this.storage.receipts.get(event.receipt) ?? [];
        if (event.kind === 'verified') for (const group of groups) this.good.add(group);
        void super.learn(event);
      }

      protected override amountAt(group: string, now: number): number {
        return this.good.has(group) ? oneMessage : super.amountAt(group, now);
      }
    },
    foundBy: verified,
  },
  { fault: 'refunds twice', policy: learnsTimes(({ kind }) => (kind === 'unsent' ? 2 : 1)), foundBy: unsent },
  {
    fault: 'refunds nothing',
    policy: learnsTimes(({ kind }) => (kind === 'unsent' ? 0 : 1)),
    foundBy: unsent,
  },
  {
    fault: 'keeps what the provider failed to send',
    policy: learnsTimes(({ kind }) => (kind === 'failed' ? 0 : 1)),
    foundBy: failed,
  },
  {
    fault: 'refunds the caller what the provider failed to send',
    policy: class extends ModelPolicy {
      override learn(event: SendEvent): void {
        void super.learn(event.kind === 'failed' ? { ...event, kind: 'unsent' } : event);
      }
    },
    foundBy: 'lets no caller ask a failing provider without end',
  },
  {
    fault: 'one process knows nothing of the receipts of another',
    policy: class extends ModelPolicy {
      private readonly own = new Set<string>();

      protected override receiptOf(candidate: SendCandidate): string {
        const receipt = super.receiptOf(candidate);
        this.own.add(receipt);
        return receipt;
      }

      override learn(event: SendEvent): void {
        if (this.own.has(event.receipt)) void super.learn(event);
      }
    },
    foundBy: unsent,
  },
  {
    fault: 'reads, lets others act, and then refunds',
    policy: class extends ModelPolicy {
      override async learn(event: SendEvent): Promise<void> {
        const groups = this.storage.receipts.get(event.receipt) ?? [];
        const seen = groups.map((group) => [group, this.storage.balances.get(group)] as const);
        await Promise.resolve();
        for (const [group, balance] of seen) if (balance) this.storage.balances.set(group, balance);
        void super.learn(event);
      }
    },
    foundBy: unsentAtOnce,
  },
  {
    fault: 'reads, lets others act, and then pays back',
    policy: class extends ModelPolicy {
      override async learn(event: SendEvent): Promise<void> {
        const groups = this.storage.receipts.get(event.receipt) ?? [];
        const seen = groups.map((group) => [group, this.storage.balances.get(group)] as const);
        await Promise.resolve();
        for (const [group, balance] of seen) if (balance) this.storage.balances.set(group, balance);
        void super.learn(event);
      }
    },
    foundBy: verifiedAtOnce,
  },
  {
    fault: 'refunds the last message for a receipt that it does not know',
    policy: class extends ModelPolicy {
      override learn(event: SendEvent): void {
        const last = [...this.storage.receipts.keys()].at(-1) ?? '';
        const receipt = this.storage.receipts.has(event.receipt) ? event.receipt : last;
        void super.learn({ ...event, receipt });
      }
    },
    foundBy: 'nothing is earned by receipts that it never gave',
  },
  {
    fault: 'drops the events of hosts whose clocks are behind',
    policy: class extends ModelPolicy {
      private latest = 0;

      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        this.latest = Math.max(this.latest, candidate.now);
        return super.judge(candidate);
      }

      override learn(event: SendEvent): void {
        if (event.now >= this.latest) void super.learn(event);
      }
    },
    foundBy: 'unsent, as a host with a clock a minute behind says: no different',
  },
];

export const faultsOfForgetting: readonly PolicyFault[] = [
  {
    fault: 'forgets nothing',
    policy: class extends ModelPolicy {
      override forget(): void {
        return undefined;
      }
    },
    foundBy: forgets,
  },
  {
    fault: 'forgets what its own process knows',
    policy: class extends ModelPolicy {
      private readonly own = new Set<string>();

      override judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
        this.own.add(candidate.msisdn);
        return super.judge(candidate);
      }

      override forget(number: ForgottenNumber): void {
        if (this.own.has(number.msisdn)) void super.forget(number);
      }
    },
    foundBy: forgets,
  },
  {
    fault: 'gives a number that is forgotten a good name',
    policy: class extends ModelPolicy {
      override forget(number: ForgottenNumber): void {
        void super.forget(number);
        this.add(`number ${number.msisdn}`, start, number.now);
      }
    },
    foundBy: forgets,
  },
  ...(['unsent', 'failed', 'verified'] as const).map((kind) => ({
    fault: `keeps the receipts: ${kind}`,
    policy: class extends ModelPolicy {
      override forget({ msisdn }: ForgottenNumber): void {
        this.storage.balances.delete(`number ${msisdn}`);
      }
    },
    foundBy: `earns nothing by what becomes of messages from before: ${kind}`,
  })),
  {
    fault: 'forgets every number',
    policy: class extends ModelPolicy {
      override forget(): void {
        for (const group of this.storage.balances.keys())
          if (group.startsWith('number')) this.storage.balances.delete(group);
      }
    },
    foundBy: 'is no other number',
  },
  {
    fault: 'forgets every caller too',
    policy: class extends ModelPolicy {
      override forget(): void {
        this.storage.balances.clear();
      }
    },
    foundBy: 'gives nothing back to who asked for it and for others',
  },
  {
    fault: 'fails for a number of no country',
    policy: class extends ModelPolicy {
      override forget(number: ForgottenNumber): void {
        if (number.country === undefined) throw new TypeError('no country');
        void super.forget(number);
      }
    },
    foundBy: 'may be forgotten already, or never known',
  },
  {
    fault: 'hides that it could not forget',
    policy: ModelPolicy,
    unavailable: class extends UnreachablePolicy {
      override forget(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: 'says so if it can forget nothing because its storage cannot be reached',
  },
];
