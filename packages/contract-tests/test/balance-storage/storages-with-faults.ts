import {
  balanceAt,
  changedBy,
  defaultGuardTerms,
  group,
  type Balance,
  type BalanceTable,
  type ChargeRequest,
  type ForgetBalances,
  type GroupKind,
  type GuardDecision,
  type GuardTerms,
  type ReadBalances,
  type RefundRequest,
  type ReturnRequest,
} from '@threepid/core';
import { TableStorage, UnreachableStorage } from './table-storage.js';

/** A storage with one fault, and a test of the suite that has to find it. */
export interface BalanceFault {
  readonly fault: string;
  readonly storage: new () => TableStorage;
  readonly unavailable?: new () => TableStorage;
  readonly foundBy: string;
}

const inTime = 'charges each group of a message until one is short, and says when it no longer is';
const atOnce = 'never lets a group pay for more than it has, of 200 calls at once';
const ofAll = 'never lets all countries together pay for more than they have, of 200 calls at once';
const ofShare = 'lets no address have more than its share of all countries, of 200 calls at once';
const refunds = 'refunds what was not sent, and pays back what was verified';
const clockBack = 'keeps a balance if a clock jumped ahead and back, and counts from there';
const clocks = 'gives no more to those who alternate between hosts whose clocks differ by half an hour';
const before = 'counts a time somewhat before the last change as that';
const asLedger = 'decides as the ledger does, whatever comes, by terms of a few messages';
const forgets = 'forgets a number and its pairs, and nothing that others share with it';
const reads = 'reads balances of several countries in the order of their groups, and changes none';
const unreachable = 'rejects with a StorageUnavailableError if it cannot be reached';

const plenty = { start: 1e9, most: 1e9 };

/** The terms, with so much for kinds of groups that they are never short. */
function without(terms: GuardTerms, ...kinds: readonly GroupKind[]): GuardTerms {
  const changed = kinds.map((kind) => [kind, { ...terms[kind], ...plenty }]);
  return { ...terms, ...(Object.fromEntries(changed) as Partial<GuardTerms>) };
}

function chargesWithout(...kinds: readonly GroupKind[]): BalanceFault['storage'] {
  return class extends TableStorage {
    override charge(request: ChargeRequest): Promise<GuardDecision> {
      return super.charge({ ...request, terms: without(request.terms, ...kinds) });
    }
  };
}

/** Charges one kind of group for what is refused. */
function chargesRefused(kind: GroupKind): BalanceFault['storage'] {
  return class extends TableStorage {
    override async charge(request: ChargeRequest): Promise<GuardDecision> {
      const decision = await super.charge(request);
      if (decision.kind === 'allow') return decision;
      this.changeEach(request, (each, balance, terms) =>
        each === kind ? changedBy(-1_000, balance, terms) : balance,
      );
      return decision;
    }
  };
}

function withTable(
  table: (balances: Map<string, Balance>, now: number) => BalanceTable,
): BalanceFault['storage'] {
  return class extends TableStorage {
    protected override table(now: number): BalanceTable {
      return table(this.balances, now);
    }
  };
}

/** Reads each balance through a function. */
function reading(read: (balance: Balance, now: number) => Balance | undefined): BalanceFault['storage'] {
  return withTable((balances, now) => ({
    get: (key) => {
      const stored = balances.get(key);
      return stored && read(stored, now);
    },
    set: (key, balance) => void balances.set(key, balance),
  }));
}

const thousandth = 3_600_000;
const hour = 3_600_000;

export const balanceFaults: readonly BalanceFault[] = [
  {
    fault: 'charge looks and then charges',
    storage: class extends TableStorage {
      override charge(request: ChargeRequest): Promise<GuardDecision> {
        return this.lately(() => super.charge(request));
      }
    },
    foundBy: atOnce,
  },
  {
    fault: 'payBack looks and then pays',
    storage: class extends TableStorage {
      override payBack(request: ReturnRequest): Promise<void> {
        return this.lately(() => super.payBack(request));
      }
    },
    foundBy: 'loses none of 40 verifications at once',
  },
  { fault: 'all is not asked', storage: chargesWithout('all'), foundBy: ofAll },
  { fault: 'no address has a share', storage: chargesWithout('share'), foundBy: ofShare },
  {
    fault: 'a solved challenge counts for nothing',
    storage: class extends TableStorage {
      override charge(request: ChargeRequest): Promise<GuardDecision> {
        return super.charge({ ...request, proved: false });
      }
    },
    foundBy: ofShare,
  },
  {
    fault: 'a pair is charged for what is refused',
    storage: chargesRefused('pair'),
    foundBy: 'charges nothing if one group is short',
  },
  {
    fault: 'a country is charged for what all refuse',
    storage: chargesRefused('country'),
    foundBy: 'charges no country for what all refuse',
  },
  {
    fault: 'all are charged for what a country refuses',
    storage: chargesRefused('all'),
    foundBy: 'charges all for nothing that a country refuses',
  },
  {
    fault: 'says a millisecond too early when to come back',
    storage: class extends TableStorage {
      override async charge(request: ChargeRequest): Promise<GuardDecision> {
        const decision = await super.charge(request);
        if (decision.kind === 'allow') return decision;
        return { ...decision, retryAfterMs: decision.retryAfterMs - 1 };
      }
    },
    foundBy: inTime,
  },
  {
    fault: 'refunds twice',
    storage: class extends TableStorage {
      override async refund(request: RefundRequest): Promise<void> {
        await super.refund(request);
        await super.refund(request);
      }
    },
    foundBy: refunds,
  },
  {
    fault: 'refunds nothing',
    storage: class extends TableStorage {
      override refund(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: refunds,
  },
  {
    fault: 'pays back twice',
    storage: class extends TableStorage {
      override async payBack(request: ReturnRequest): Promise<void> {
        await super.payBack(request);
        await super.payBack(request);
      }
    },
    foundBy: asLedger,
  },
  {
    fault: 'pays back nothing',
    storage: class extends TableStorage {
      override payBack(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: refunds,
  },
  {
    fault: 'refunds kinds that are kept',
    storage: class extends TableStorage {
      override refund({ message, terms, now }: RefundRequest): Promise<void> {
        return super.refund({ message, terms, now });
      }
    },
    foundBy: 'refunds nothing to kinds that are kept',
  },
  {
    fault: 'refunds groups that were not asked',
    storage: class extends TableStorage {
      override refund(request: RefundRequest): Promise<void> {
        return super.refund({ ...request, message: { ...request.message, lane: 'nobody' } });
      }
    },
    foundBy: 'lets the owner of a number through, and refunds nothing to what strangers used up',
  },
  {
    fault: 'keeps the time of a wrong clock',
    storage: withTable((balances) => ({
      get: (key) => balances.get(key),
      set: (key, balance) => {
        const at = Math.max(balance.at, balances.get(key)?.at ?? 0);
        balances.set(key, { ...balance, at });
      },
    })),
    foundBy: clockBack,
  },
  {
    fault: 'forgets what a wrong clock has dated',
    storage: reading((balance, now) => (balance.at > now + hour ? undefined : balance)),
    foundBy: clockBack,
  },
  {
    fault: 'refills twice for a clock that was behind',
    storage: class extends TableStorage {
      override charge(request: ChargeRequest): Promise<GuardDecision> {
        this.changeEach(request, (_kind, { amount }) => ({ amount, at: request.now }));
        return super.charge(request);
      }
    },
    foundBy: clocks,
  },
  {
    fault: 'takes a time before the last change for the right one',
    storage: reading((balance, now) => ({ ...balance, at: Math.min(balance.at, now) })),
    foundBy: before,
  },
  {
    fault: 'forgets a balance after an hour',
    storage: reading((balance, now) => (now - balance.at > hour ? undefined : balance)),
    foundBy: asLedger,
  },
  {
    fault: 'rounds balances to thousandths',
    storage: reading(({ amount, at }) => ({ amount: Math.ceil(amount / thousandth) * thousandth, at })),
    foundBy: asLedger,
  },
  {
    fault: 'reads in an order of its own',
    storage: class extends TableStorage {
      override async read(request: ReadBalances): Promise<readonly (Balance | undefined)[]> {
        return (await super.read(request)).toReversed();
      }
    },
    foundBy: reads,
  },
  {
    fault: 'charges for reading',
    storage: class extends TableStorage {
      override async read(request: ReadBalances): Promise<readonly (Balance | undefined)[]> {
        const balances = await super.read(request);
        for (const { kind, key } of request.groups)
          this.balances.set(
            key,
            changedBy(
              -1,
              balanceAt(this.balances.get(key), defaultGuardTerms[kind], request.now),
              defaultGuardTerms[kind],
            ),
          );
        return balances;
      }
    },
    foundBy: reads,
  },
  {
    fault: 'fails open',
    storage: TableStorage,
    unavailable: class extends UnreachableStorage {
      override charge({ message }: ChargeRequest): Promise<GuardDecision> {
        return Promise.resolve({ kind: 'allow', charged: { ...message, lane: 'nobody', all: true } });
      }
    },
    foundBy: unreachable,
  },
  {
    fault: 'hides that nothing was paid back',
    storage: TableStorage,
    unavailable: class extends UnreachableStorage {
      override payBack(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: unreachable,
  },
  {
    fault: 'hides that nothing was refunded',
    storage: TableStorage,
    unavailable: class extends UnreachableStorage {
      override refund(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: unreachable,
  },
  {
    fault: 'keeps the pairs of a forgotten number',
    storage: class extends TableStorage {
      override forget({ country, number }: ForgetBalances): Promise<void> {
        this.balances.delete(group('number', country, number).key);
        return Promise.resolve();
      }
    },
    foundBy: forgets,
  },
  {
    fault: 'forgets the same number of every country',
    storage: class extends TableStorage {
      override async forget(request: ForgetBalances): Promise<void> {
        for (const country of ['GB', 'IE']) await super.forget({ ...request, country });
      }
    },
    foundBy: 'forgets a number that another country has by the same id no more than any other',
  },
];
