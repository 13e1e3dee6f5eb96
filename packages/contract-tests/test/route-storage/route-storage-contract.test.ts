import { routeStorageContract } from '@threepid/contract-tests';
import {
  countedRoutes,
  noRoutes,
  type CountRoutes,
  type RouteRecord,
  type RouteStorage,
} from '@threepid/core';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { CollectingRunner } from '../collecting-runner.js';

/** A storage without a fault, for others to have one. */
class SoundStorage implements RouteStorage {
  readonly name = 'sound';
  protected readonly records = new Map<string, RouteRecord>();

  count({ country, counts, now }: CountRoutes): Promise<RouteRecord> {
    const record = countedRoutes(this.records.get(country) ?? noRoutes, counts, now);
    this.records.set(country, record);
    return Promise.resolve(record);
  }
}

class InTwoSteps extends SoundStorage {
  override async count(request: CountRoutes): Promise<RouteRecord> {
    const { country, counts, now } = request;
    const record = countedRoutes(this.records.get(country) ?? noRoutes, counts, now);
    await setImmediate();
    this.records.set(request.country, record);
    return record;
  }
}

class OneForAll extends SoundStorage {
  override count(request: CountRoutes): Promise<RouteRecord> {
    return super.count({ ...request, country: 'all' });
  }
}

class CountsOnReading extends SoundStorage {
  override async count(request: CountRoutes): Promise<RouteRecord> {
    const record = await super.count(request);
    this.records.set(request.country, { ...record, counted: record.counted + 1 });
    return record;
  }
}

class Rounds extends SoundStorage {
  override async count(request: CountRoutes): Promise<RouteRecord> {
    const { counted, routes } = await super.count(request);
    return {
      counted,
      routes: routes.map(({ sender, cohorts }) => ({
        sender,
        cohorts: cohorts.map((cohort) => ({ ...cohort, sent: Math.round(cohort.sent) })),
      })),
    };
  }
}

class BelievesEveryClock extends SoundStorage {
  override count(request: CountRoutes): Promise<RouteRecord> {
    return super.count({ ...request, now: Number.MAX_SAFE_INTEGER });
  }
}

class KeepsAll extends SoundStorage {
  override async count(request: CountRoutes): Promise<RouteRecord> {
    const record = await super.count(request);
    const more = Array.from({ length: 20 }, (_, index) => ({ sender: `more ${index}`, cohorts: [] }));
    return record.routes.length < 10 ? record : { ...record, routes: [...record.routes, ...more] };
  }
}

const faults: Readonly<Record<string, readonly [storage: new () => RouteStorage, foundBy: string]>> = {
  'reads and then writes': [InTwoSteps, 'loses none of 300 calls at once'],
  'counts all countries together': [OneForAll, 'counts each country by itself, and names of any script'],
  'counts what is read': [CountsOnReading, 'knows nothing at first, and reading changes nothing'],
  'rounds what has faded': [Rounds, 'stays small: a record has a bounded number of senders and cohorts'],
  'keeps what a wrong clock has counted': [
    BelievesEveryClock,
    'forgets, with the next count, what was counted more than an hour ahead',
  ],
  'keeps every sender': [KeepsAll, 'stays small: a record has a bounded number of senders and cohorts'],
};

describe('what the route storage contract finds', () => {
  for (const [fault, [Storage, foundBy]] of Object.entries(faults))
    it(fault, async () => {
      expect(await failed(Storage, foundBy)).to.equal(true);
    });

  it('nothing in a storage without a fault', async () => {
    expect(await failed(SoundStorage, 'loses none of 300 calls at once')).to.equal(false);
  });
});

async function failed(Storage: new () => RouteStorage, title: string): Promise<boolean> {
  const runner = new CollectingRunner((each) => each === title);
  routeStorageContract({ ...runner.functions, create: () => new Storage() });
  if (runner.collected === 0) throw new Error(`the suite has no test '${title}'`);
  return (await runner.failed()).length > 0;
}
