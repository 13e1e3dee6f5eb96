import {
  countedRoutes,
  noRoutes,
  routeCohorts,
  routeSenders,
  StorageUnavailableError,
  type RouteCount,
  type RouteStorage,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ContractRunner } from '../runner/contract-runner.js';
import { itOnNewStorage } from '../runner/it-on-new-storage.js';
import { minute, t0 } from '../runner/times.js';

/** Options of `routeStorageContract`, with the functions of the runner. */
export interface RouteStorageContractOptions extends ContractRunner {
  /** Creates an empty storage. Called for each test. */
  readonly create: () => Promise<RouteStorage> | RouteStorage;
  /** Closes a storage of `create`. */
  readonly destroy?: (storage: RouteStorage) => Promise<void> | void;
  /** Creates a storage that can't be reached. Left out: the storage is always there. */
  readonly createUnavailable?: () => Promise<RouteStorage> | RouteStorage;
}

const now = t0;
const thisMinute = Math.floor(now / minute);

/** The suite that every `RouteStorage` must pass. */
export function routeStorageContract(options: RouteStorageContractOptions): void {
  const { describe, destroy } = options;
  const it = itOnNewStorage(options);

  describe('route storage contract', () => {
    it('has a name, for logs', (storage) => {
      expect(storage.name).to.be.a('string').that.is.not.empty;
      return Promise.resolve();
    });

    it('knows nothing at first, and reading changes nothing', async (storage) => {
      const read = () => storage.count({ country: 'GB', counts: [], now });
      expect(await read()).to.deep.equal(noRoutes);
      const record = await storage.count({ country: 'GB', counts: [countOf()], now });
      expect(await read()).to.deep.equal(record);
    });

    it('counts each country by itself, and names of any script', async (storage) => {
      await storage.count({ country: 'GB', counts: [countOf({ sender: 'Ä 送信 {a}' })], now });
      await storage.count({ country: '001', counts: [countOf()], now });
      const { counted, routes } = await storage.count({ country: 'GB', counts: [], now });
      expect([counted, routes[0]?.sender]).to.deep.equal([1, 'Ä 送信 {a}']);
    });

    it('loses none of 300 calls at once', async (storage) => {
      const calls = Array.from({ length: 300 }, (_, index) => {
        const sender = index % 2 === 0 ? 'a' : 'b';
        const counts = [
          countOf({ sender, verified: index % 3 === 0 ? 1 : 0, minute: thisMinute + (index % 5) }),
        ];
        return storage.count({ country: 'GB', counts, now });
      });
      await Promise.all(calls);
      const { counted, routes } = await storage.count({ country: 'GB', counts: [], now });
      const cohorts = routes.flatMap((route) => route.cohorts);
      const sumOf = (what: 'sent' | 'verified') => cohorts.reduce((sum, cohort) => sum + cohort[what], 0);
      expect([counted, sumOf('sent'), sumOf('verified')]).to.deep.equal([300, 300, 100]);
    });

    it('answers any sequence of calls as the rules of the core do', async (storage) => {
      let histories = 0;
      const property = fc.asyncProperty(
        fc.array(someCall, { minLength: 1, maxLength: 25 }),
        async (calls) => {
          histories += 1;
          // Each history in a place of its own, so that it begins with nothing.
          const country = `A${histories}`;
          let expected = noRoutes;
          for (const { counts, passed } of calls) {
            const at = now + passed;
            expected = countedRoutes(expected, counts, at);
            expect(await storage.count({ country, counts, now: at })).to.deep.equal(expected);
          }
        },
      );
      await fc.assert(property, { numRuns: 20, interruptAfterTimeLimit: 10_000 });
    });

    it('stays small: a record has a bounded number of senders and cohorts', async (storage) => {
      let expected = noRoutes;
      for (let index = 0; index < 4 * routeSenders; index += 1) {
        const counts = Array.from({ length: routeCohorts + 3 }, (_, place) =>
          countOf({ sender: `sender ${index % (2 * routeSenders)}`, minute: thisMinute + index + place }),
        );
        const at = now + index * minute;
        expected = countedRoutes(expected, counts, at);
        expect(await storage.count({ country: 'GB', counts, now: at })).to.deep.equal(expected);
      }
      const { routes } = await storage.count({ country: 'GB', counts: [], now });
      expect(routes).to.have.lengthOf(routeSenders);
      expect(Math.max(...routes.map(({ cohorts }) => cohorts.length))).to.equal(routeCohorts);
    });

    it('forgets, with the next count, what was counted more than an hour ahead', async (storage) => {
      const [wrong, right] = [now + 2 * 60 * minute, now];
      const count = (sender: string, at: number) => {
        const counts = [countOf({ sender, minute: Math.floor(at / minute) })];
        return storage.count({ country: 'GB', counts, now: at });
      };
      await count('a', right);
      await count('a', wrong);
      await count('b', wrong);
      const { routes } = await count('a', right + 1);
      expect(routes.map(({ sender, cohorts }) => [sender, ...cohorts.map(({ sent }) => sent)])).to.deep.equal(
        [['a', 2]],
      );
    });

    it('keeps what was counted exactly an hour ahead', async (storage) => {
      const ahead = countOf({ minute: thisMinute + 60 });
      await storage.count({ country: 'GB', counts: [ahead], now: thisMinute * minute });
      const record = await storage.count({ country: 'GB', counts: [ahead], now: thisMinute * minute });
      expect(record.routes[0]?.cohorts.map(({ sent }) => sent)).to.deep.equal([2]);
    });

    it('replaces the sender whose last message is the oldest, and of several the first', async (storage) => {
      // Its last cohort decides, not its first.
      const minuteOf = (index: number): number =>
        thisMinute + (index === 0 ? 9 : index < 4 ? 5 : 3 + (index % 2));
      const counts = Array.from({ length: routeSenders }, (_, index) => [
        countOf({ sender: `s${index}`, minute: thisMinute }),
        countOf({ sender: `s${index}`, minute: minuteOf(index) }),
      ]).flat();
      let expected = countedRoutes(noRoutes, counts, now);
      await storage.count({ country: 'GB', counts, now });
      for (const sender of ['new', 'newer', 'newest']) {
        const one = [countOf({ sender, minute: thisMinute + 10 })];
        expected = countedRoutes(expected, one, now);
        expect(await storage.count({ country: 'GB', counts: one, now })).to.deep.equal(expected);
      }
      const left = expected.routes.map(({ sender }) => sender);
      expect(left).not.to.include.oneOf(['s4', 's6', 's8']);
      expect(left).to.include('s5');
    });

    it('replaces the first sender, if the last messages of all are equally old', async (storage) => {
      const counts = Array.from({ length: routeSenders }, (_, index) => countOf({ sender: `s${index}` }));
      await storage.count({ country: 'GB', counts, now });
      const { routes } = await storage.count({ country: 'GB', counts: [countOf({ sender: 'new' })], now });
      expect(routes.map(({ sender }) => sender)).to.deep.equal([
        ...counts.slice(1).map(({ sender }) => sender),
        'new',
      ]);
    });

    const { createUnavailable } = options;
    if (createUnavailable === undefined) return;
    options.it('rejects with a StorageUnavailableError if it cannot be reached', async () => {
      const storage = await createUnavailable();
      const error: unknown = await storage
        .count({ country: 'GB', counts: [countOf()], now })
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StorageUnavailableError);
      await destroy?.(storage);
    });
  });
}

function countOf(change: Partial<RouteCount> = {}): RouteCount {
  return { sender: 'a', minute: thisMinute, sent: 1, verified: 0, failed: 0, ...change };
}

/** Mostly of one sender, so that its cohorts become too many and fade into one another. */
const someSender = fc.oneof(
  { weight: 6, arbitrary: fc.constant('a') },
  { weight: 2, arbitrary: fc.constant('b') },
  { weight: 1, arbitrary: fc.nat(routeSenders).map((index) => `s${index}`) },
);

const someCounts: fc.Arbitrary<readonly RouteCount[]> = fc.array(
  fc.record({
    sender: someSender,
    minute: fc.integer({ min: thisMinute, max: thisMinute + 60 }),
    sent: fc.nat(3),
    verified: fc.nat(2),
    failed: fc.nat(2),
  }),
  { maxLength: 6 },
);

/** Counts, and the time that had passed by the clock of the process that counts. */
const someCall = fc.record({
  counts: someCounts,
  passed: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 * minute })),
});
