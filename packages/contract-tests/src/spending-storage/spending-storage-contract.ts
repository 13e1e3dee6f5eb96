import { readFileSync } from 'node:fs';
import {
  StorageUnavailableError,
  type Budget,
  type ReserveMessage,
  type SpendingStorage,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ContractRunner } from '../runner/contract-runner.js';
import { itOnNewStorage } from '../runner/it-on-new-storage.js';
import { hour, minute, second } from '../runner/times.js';
import { ReferenceSpending } from './reference-spending.js';
import { replaySpendingTrace, type SpendingTrace, type SpendingTraceWorld } from './spending-trace.js';

/** Options of `spendingStorageContract`, with the functions of the runner. */
export interface SpendingStorageContractOptions extends ContractRunner {
  /** Creates an empty storage. Called for each test, because all messages of a country share its budgets. */
  readonly create: () => Promise<SpendingStorage> | SpendingStorage;
  /** Closes a storage of `create`. */
  readonly destroy?: (storage: SpendingStorage) => Promise<void> | void;
  /** Creates a storage that can't be reached. Left out: the storage is always there. */
  readonly createUnavailable?: () => Promise<SpendingStorage> | SpendingStorage;
}

const year = new Date().getUTCFullYear() + 1;
/** Noon of a day in the middle of a month, in the future. */
const noon = Date.UTC(year, 4, 10, 12);
const midnight = Date.UTC(year, 4, 11);
const newMonth = Date.UTC(year, 5, 1);

const price = 40_000;
/** What this many messages cost. */
const messages = (count: number): number => count * price;
const aDay = (count: number): Budget => ({ day: messages(count), month: undefined });
const aMonth = (count: number): Budget => ({ day: undefined, month: messages(count) });

/** The suite that every `SpendingStorage` must pass. */
export function spendingStorageContract(options: SpendingStorageContractOptions): void {
  const { describe, destroy } = options;
  const it = itOnNewStorage(options);

  describe('spending storage contract', () => {
    it('has a name, for logs', (storage) => {
      expect(storage.name).to.be.a('string').that.is.not.empty;
      return Promise.resolve();
    });

    it('counts money and messages of a country, in its day and its month', async (storage) => {
      await storage.reserve(request({ now: noon - 24 * hour }));
      await storage.reserve(request({ price: 70_001 }));
      const outcome = await storage.reserve(request());
      expect(outcome).to.deep.equal({
        kind: 'reserved',
        country: { day: 110_001, month: 150_001 },
        total: undefined,
      });
      expect(await storage.spent({ countries: ['IE', 'GB'], now: noon })).to.deep.equal([
        { country: 'IE', day: { money: 0, messages: 0 }, month: { money: 0, messages: 0 } },
        { country: 'GB', day: { money: 110_001, messages: 2 }, month: { money: 150_001, messages: 3 } },
      ]);
    });

    it('reserves up to each budget, and nothing above it', async (storage) => {
      for (const [budget, name] of [
        [aDay(3), 'day'],
        [aMonth(3), 'month'],
      ] as const) {
        for (const of of ['country', 'total'] as const) {
          const country = of === 'country' ? 'GB' : 'IE';
          const now = name === 'day' ? noon : noon + 60 * 24 * hour;
          const ask = (change = {}) =>
            storage.reserve(request({ country, now, ...change, budgets: budgetsOf({ [of]: budget }) }));
          for (let count = 0; count < 3; count += 1) expect(await ask()).to.include({ kind: 'reserved' });
          expect(await ask({ price: 1 })).to.deep.equal({ kind: 'short', budget: `${of}.${name}` });
          expect(await ask({ price: 0 })).to.include({ kind: 'reserved' });
        }
      }
    });

    it('reserves what costs nothing, and nothing else, where a budget is 0', async (storage) => {
      for (const period of ['day', 'month'] as const) {
        for (const of of ['country', 'total'] as const) {
          const budgets = budgetsOf({ [of]: { day: undefined, month: undefined, [period]: 0 } });
          const short = { kind: 'short', budget: `${of}.${period}` };
          expect(await storage.reserve(request({ price: 1, budgets }))).to.deep.equal(short);
          expect(await storage.reserve(request({ price: 0, budgets }))).to.include({ kind: 'reserved' });
        }
      }
    });

    it('changes nothing if a budget is short', async (storage) => {
      const budgets = budgetsOf({ country: aDay(5), total: aDay(1) });
      await storage.reserve(request({ budgets }));
      for (let count = 0; count < 20; count += 1)
        expect(await storage.reserve(request({ budgets }))).to.deep.equal({
          kind: 'short',
          budget: 'total.day',
        });
      await hasSettled(storage, noon, 1);
      const more = budgetsOf({ country: aDay(5), total: aDay(5) });
      for (let count = 0; count < 4; count += 1)
        expect(await storage.reserve(request({ budgets: more }))).to.include({ kind: 'reserved' });
      expect(await storage.reserve(request({ budgets: more }))).to.deep.equal({
        kind: 'short',
        budget: 'country.day',
      });
    });

    it('names the budget that is short for longest', async (storage) => {
      const all = { day: messages(1), month: messages(1) };
      const day = aDay(1);
      await storage.reserve(request({ budgets: budgetsOf({ country: all, total: all }) }));
      for (const [country, total, budget] of [
        [all, all, 'country.month'],
        [day, all, 'total.month'],
        [all, day, 'country.month'],
        [day, day, 'country.day'],
        [undefined, day, 'total.day'],
      ] as const)
        expect(await storage.reserve(request({ budgets: budgetsOf({ country, total }) }))).to.deep.equal({
          kind: 'short',
          budget,
        });
    });

    it('begins a day at midnight UTC, to the millisecond', async (storage) => {
      const ask = (now: number) =>
        storage.reserve(request({ now, budgets: budgetsOf({ country: aDay(1) }) }));
      expect(await ask(midnight - 24 * hour)).to.include({ kind: 'reserved' });
      expect(await ask(midnight - 1)).to.include({ kind: 'short' });
      expect(await ask(midnight)).to.include({ kind: 'reserved' });
      expect(await ask(midnight + 24 * hour - 1)).to.include({ kind: 'short' });
      expect(await ask(midnight + 24 * hour)).to.include({ kind: 'reserved' });
    });

    it('begins a month on its first day, to the millisecond', async (storage) => {
      const both = budgetsOf({ country: aMonth(2), total: aMonth(2) });
      const ask = (now: number) => storage.reserve(request({ now, budgets: both }));
      expect(await ask(Date.UTC(year, 4, 1))).to.include({ kind: 'reserved' });
      expect(await ask(newMonth - 1)).to.include({ kind: 'reserved' });
      expect(await ask(newMonth - 1)).to.include({ kind: 'short' });
      expect(await ask(newMonth)).to.deep.equal({
        kind: 'reserved',
        country: { day: messages(1), month: messages(1) },
        total: { day: messages(1), month: messages(1) },
      });
      expect(await ask(newMonth - 1)).to.include({ kind: 'short' });
    });

    it('counts the same month of another year by itself', async (storage) => {
      const ask = (now: number) =>
        storage.reserve(request({ now, budgets: budgetsOf({ country: aMonth(1) }) }));
      expect(await ask(noon)).to.include({ kind: 'reserved' });
      expect(await ask(Date.UTC(year + 1, 4, 10, 12))).to.include({ kind: 'reserved' });
    });

    it('gives back what was released, to the day and month in which it was reserved', async (storage) => {
      const budgets = budgetsOf({ country: { day: messages(2), month: messages(3) }, total: aMonth(3) });
      const late = request({ now: newMonth - 1, budgets });
      for (let count = 0; count < 2; count += 1) await storage.reserve(late);
      expect(await storage.reserve(late)).to.deep.equal({ kind: 'short', budget: 'country.day' });
      await storage.reserve(request({ now: newMonth, budgets }));
      await storage.release(late);
      expect(await storage.reserve(late)).to.include({ kind: 'reserved' });
      expect(await storage.reserve(late)).to.include({ kind: 'short' });
      const [spent] = await storage.spent({ countries: ['GB'], now: newMonth });
      expect(spent?.month).to.deep.equal({ money: messages(1), messages: 1 });
    });

    it('never goes below 0, and makes no record of what it does not know', async (storage) => {
      const budgets = budgetsOf({ country: aDay(1), total: aDay(1) });
      await storage.release(request({ budgets }));
      await storage.reserve(request({ budgets }));
      await storage.release(request({ budgets }));
      await storage.release(request({ budgets }));
      await hasSettled(storage, noon, 0);
      expect(await storage.reserve(request({ budgets }))).to.include({ kind: 'reserved' });
      expect(await storage.reserve(request({ budgets }))).to.include({ kind: 'short' });
    });

    it('counts each country by itself, and all together', async (storage) => {
      const ask = (country: string) =>
        storage.reserve(request({ country, budgets: budgetsOf({ country: aDay(2), total: aDay(3) }) }));
      for (const country of ['GB', '001', 'GB']) expect(await ask(country)).to.include({ kind: 'reserved' });
      expect(await ask('GB')).to.deep.equal({ kind: 'short', budget: 'country.day' });
      expect(await ask('IE')).to.deep.equal({ kind: 'short', budget: 'total.day' });
      expect(await ask('001')).to.deep.equal({ kind: 'short', budget: 'total.day' });
    });

    for (const [name, budgets] of [
      ["a country's budget of a day", budgetsOf({ country: aDay(50) })],
      ["a country's budget of a month", budgetsOf({ country: aMonth(50) })],
      ['the budget of all', budgetsOf({ total: aDay(50) })],
    ] as const) {
      it(`never spends more than ${name}, of 400 calls at once`, async (storage) => {
        const ask = (index: number) => {
          const country = budgets.total === undefined ? 'GB' : `A${String.fromCharCode(65 + (index % 20))}`;
          return storage.reserve(request({ country, budgets }));
        };
        const outcomes = await Promise.all(Array.from({ length: 400 }, (_, index) => ask(index)));
        expect(outcomes.filter(({ kind }) => kind === 'reserved')).to.have.lengthOf(50);
        expect(await ask(0)).to.include({ kind: 'short' });
      });
    }

    it('never spends more than either of two budgets, and loses nothing, of 400 calls at once', async (storage) => {
      const budgets = budgetsOf({ country: aDay(30), total: aDay(40) });
      const countries = ['GB', 'IE', 'FR'];
      const ask = (index: number) =>
        storage.reserve(request({ country: countries[index % 3] ?? 'GB', budgets }));
      const outcomes = await Promise.all(Array.from({ length: 400 }, (_, index) => ask(index)));
      let reserved = outcomes.filter(({ kind }) => kind === 'reserved').length;
      expect(reserved).to.be.at.most(40);
      await hasSettled(storage, noon, reserved, countries);
      // Calls that raced may have been refused one too many.
      for (let index = 0; index < 120; index += 1) if ((await ask(index)).kind === 'reserved') reserved += 1;
      expect(reserved).to.equal(40);
      await hasSettled(storage, noon, 40, countries);
    });

    it('loses none of 200 reservations and releases at once', async (storage) => {
      const reserved = request();
      await Promise.all(Array.from({ length: 100 }, () => storage.reserve(reserved)));
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          index % 2 === 0 ? storage.release(reserved) : storage.reserve(reserved),
        ),
      );
      await hasSettled(storage, noon, 100);
    });

    it('counts the largest amounts exactly', async (storage) => {
      const most = 2 ** 52;
      const budgets = budgetsOf({ country: { day: most, month: most + 1 }, total: aDay(2 ** 33) });
      await storage.reserve(request({ price: most - 1, budgets: budgetsOf({ country: budgets.country }) }));
      const ask = () => storage.reserve(request({ price: 1, budgets }));
      expect(await ask()).to.deep.equal({
        kind: 'reserved',
        country: { day: most, month: most },
        total: { day: 1, month: 1 },
      });
      expect(await ask()).to.deep.equal({ kind: 'short', budget: 'country.day' });
    });

    it('answers any sequence of calls as the rules of the port do', async (storage) => {
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 40 }), async (calls) => {
          histories += 1;
          // Each history in years of its own, so that it begins with nothing spent.
          await compare(storage, calls, Date.UTC(year + 2 * histories, 0, 31, 23, 59, 50));
        }),
        { numRuns: 25, interruptAfterTimeLimit: 20 * second },
      );
    });

    it('answers and counts, step by step, what the model in Quint does', async (storage) => {
      for (const [index, trace] of modelTraces().entries())
        await replaySpendingTrace(storage, trace, year + 100 + 2 * index);
    });

    const { createUnavailable } = options;
    if (createUnavailable === undefined) return;
    options.it('rejects with a StorageUnavailableError if it cannot be reached', async () => {
      const storage = await createUnavailable();
      const total = budgetsOf({ total: aDay(1) });
      for (const step of [
        () => storage.reserve(request()),
        () => storage.reserve(request({ budgets: total })),
        () => storage.release(request({ budgets: total })),
        () => storage.spent({ countries: ['GB', 'IE'], now: noon }),
      ]) {
        const error: unknown = await step().catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(StorageUnavailableError);
      }
      await destroy?.(storage);
    });
  });
}

/** Runs of the model that `npm run test:model` checks. */
function modelTraces(): readonly SpendingTrace[] {
  const file = new URL('../../traces/spending.json', import.meta.url);
  const { worlds, traces } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly worlds: Readonly<Record<string, SpendingTraceWorld>>;
    readonly traces: readonly (readonly [world: string, ...steps: readonly string[]])[];
  };
  return traces.flatMap(([name, ...steps]) => {
    const world = worlds[name];
    return world === undefined ? [] : [{ world, steps }];
  });
}

/** A call of a random history, around the end of a day and a month. */
interface Call {
  readonly kind: 'reserve' | 'release';
  readonly country: string;
  readonly price: number;
  readonly day: number | undefined;
  readonly month: number | undefined;
  readonly isTotal: boolean;
  /** Since the call before: clocks of hosts differ. */
  readonly passedMs: number;
}

const someBudget = fc.option(fc.integer({ min: 5, max: 40 }), { nil: undefined });

const anyCall: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('reserve', 'reserve', 'reserve', 'release'),
  country: fc.constantFrom('GB', 'GB', 'IE', '001'),
  price: fc.nat(5),
  day: someBudget,
  month: someBudget,
  isTotal: fc.boolean(),
  passedMs: fc.oneof(fc.nat(10 * second), fc.integer({ min: -minute, max: minute }), fc.nat(20 * hour)),
});

async function compare(storage: SpendingStorage, calls: readonly Call[], begin: number): Promise<void> {
  const reference = new ReferenceSpending();
  const reserved: ReserveMessage[] = [];
  let now = begin;
  for (const { kind, country, price: each, day, month, isTotal, passedMs } of calls) {
    now += passedMs;
    const released = kind === 'release' ? reserved.pop() : undefined;
    if (released !== undefined) {
      await storage.release(released);
      reference.release(released);
    }
    const budget = { day, month };
    const asked = request({
      country,
      price: each,
      now,
      budgets: budgetsOf(isTotal ? { total: budget } : { country: budget }),
    });
    const outcome = await storage.reserve(asked);
    expect(outcome).to.deep.equal(reference.reserve(asked));
    if (outcome.kind === 'reserved') reserved.push(asked);
    const [spent] = await storage.spent({ countries: [country], now });
    expect(spent).to.deep.equal({
      country,
      day: reference.at(country, 'day', now),
      month: reference.at(country, 'month', now),
    });
  }
}

function request(change: Partial<ReserveMessage> = {}): ReserveMessage {
  return { country: 'GB', price, budgets: budgetsOf({}), now: noon, ...change };
}

function budgetsOf({
  country,
  total,
}: {
  readonly country?: Budget | undefined;
  readonly total?: Budget | undefined;
}): ReserveMessage['budgets'] {
  return { country, total };
}

/**
 * Waits until the countries' month holds so many messages: a storage may release in the background what one of two steps has
 * reserved.
 */
async function hasSettled(
  storage: SpendingStorage,
  now: number,
  count: number,
  countries: readonly string[] = ['GB'],
): Promise<void> {
  const held = async (): Promise<number> => {
    const spent = await storage.spent({ countries, now });
    return spent.reduce((sum, { month }) => sum + month.messages, 0);
  };
  for (let tries = 0; tries < 200 && (await held()) !== count; tries += 1)
    await new Promise((resolve) => setImmediate(resolve));
  const spent = await storage.spent({ countries, now });
  const sum = spent.reduce((money, { month }) => money + month.money, 0);
  expect([await held(), sum]).to.deep.equal([count, messages(count)]);
}
