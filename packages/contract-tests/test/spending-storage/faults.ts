import type { CountrySpending, ReserveMessage, ReserveOutcome, SpendingStorage } from '@threepid/core';
import { MemorySpendingStorage } from '@threepid/storage-memory';

/** A storage with one bug, and a test of the suite that has to find it. */
export interface SpendingFault {
  readonly fault: string;
  readonly storage: new () => SpendingStorage;
  readonly foundBy: string;
}

const day = 86_400_000;

/** Looks, lets others act, and then acts on what it saw. */
class LateSpendingStorage extends MemorySpendingStorage {
  override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
    const { country, now, price, budgets } = request;
    const [spent] = await this.spent({ countries: [country], now });
    if ((spent?.day.money ?? 0) + price > (budgets.country?.day ?? Infinity))
      return { kind: 'short', budget: 'country.day' };
    return super.reserve({ ...request, budgets: { country: undefined, total: undefined } });
  }
}

export const faults: readonly SpendingFault[] = [
  {
    fault: 'a look and a count in two steps',
    storage: LateSpendingStorage,
    foundBy: "never spends more than a country's budget of a day, of 400 calls at once",
  },
  {
    fault: 'one message more than the budget',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        const { budgets, price } = request;
        const more = (most: number | undefined) => (most === undefined ? undefined : most + price);
        const { country, total } = budgets;
        const wider = {
          country: country && { day: more(country.day), month: more(country.month) },
          total: total && { day: more(total.day), month: more(total.month) },
        };
        return super.reserve({ ...request, budgets: wider });
      }
    },
    foundBy: 'reserves up to each budget, and nothing above it',
  },
  {
    fault: 'no budget of all',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        return super.reserve({ ...request, budgets: { ...request.budgets, total: undefined } });
      }
    },
    foundBy: 'counts each country by itself, and all together',
  },
  {
    fault: 'a refusal counts against the country',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        const outcome = await super.reserve(request);
        if (outcome.kind === 'short')
          await super.reserve({ ...request, budgets: { country: undefined, total: undefined } });
        return outcome;
      }
    },
    foundBy: 'changes nothing if a budget is short',
  },
  {
    fault: 'days of another time zone',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        return super.reserve({ ...request, now: request.now + 3_600_000 });
      }
    },
    foundBy: 'begins a day at midnight UTC, to the millisecond',
  },
  {
    fault: 'months of 30 days',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        return super.reserve({ ...request, now: Math.floor(request.now / (30 * day)) * 30 * day });
      }
    },
    foundBy: 'begins a month on its first day, to the millisecond',
  },
  {
    fault: 'a release that gives nothing back',
    storage: class extends MemorySpendingStorage {
      override async release(): Promise<void> {
        await Promise.resolve();
      }
    },
    foundBy: 'gives back what was released, to the day and month in which it was reserved',
  },
  {
    fault: 'a release into the present',
    storage: class extends MemorySpendingStorage {
      private latest = 0;
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        this.latest = Math.max(this.latest, request.now);
        return super.reserve(request);
      }
      override async release(request: ReserveMessage): Promise<void> {
        await super.release({ ...request, now: this.latest });
      }
    },
    foundBy: 'gives back what was released, to the day and month in which it was reserved',
  },
  {
    fault: 'money below 0',
    storage: class extends MemorySpendingStorage {
      private debt = 0;
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        if (this.debt === 0) return super.reserve(request);
        this.debt -= 1;
        return { kind: 'reserved', country: { day: 0, month: 0 }, total: undefined };
      }
      override async release(request: ReserveMessage): Promise<void> {
        const [spent] = await this.spent({ countries: [request.country], now: request.now });
        if (spent?.day.messages === 0) this.debt += 1;
        await super.release(request);
      }
    },
    foundBy: 'never goes below 0, and makes no record of what it does not know',
  },
  {
    fault: 'no count of messages',
    storage: class extends MemorySpendingStorage {
      override async spent(
        request: Parameters<SpendingStorage['spent']>[0],
      ): Promise<readonly CountrySpending[]> {
        const spent = await super.spent(request);
        return spent.map((each) => ({ ...each, day: { ...each.day, messages: 0 } }));
      }
    },
    foundBy: 'counts money and messages of a country, in its day and its month',
  },
  {
    fault: 'amounts of 32 bits',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        return super.reserve({ ...request, price: request.price % 2 ** 32 });
      }
    },
    foundBy: 'counts the largest amounts exactly',
  },
  {
    fault: 'the first budget that is short is named, not the one that is short for longest',
    storage: class extends MemorySpendingStorage {
      override async reserve(request: ReserveMessage): Promise<ReserveOutcome> {
        const { country, total } = request.budgets;
        const [ofDay, ofMonth] = [country?.day, country?.month];
        const first = await super.reserve({
          ...request,
          budgets: { country: country && { day: ofDay, month: undefined }, total: undefined },
        });
        if (first.kind === 'short') return first;
        await super.release({ ...request, budgets: { country: undefined, total: undefined } });
        return super.reserve({
          ...request,
          budgets: { country: country && { day: ofDay, month: ofMonth }, total },
        });
      }
    },
    foundBy: 'names the budget that is short for longest',
  },
];
