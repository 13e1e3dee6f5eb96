import { expect } from 'chai';
import {
  countedRoutes,
  noRoutes,
  routeCohorts,
  routeSenders,
  routeShareLeft,
  type RouteCount,
  type RouteRecord,
  routesKeptMs,
} from '../../dist/domain/route-record.js';

/** Minutes since the epoch; nothing in these tests is ahead of it but where it is said. */
const now = 1_000;

function counted(record: RouteRecord, ...counts: readonly RouteCount[]): RouteRecord {
  return countedRoutes(record, counts, now * 60_000);
}

function count(sender: string, minute: number): RouteCount {
  return { sender, minute, sent: 1, verified: 0, failed: 0 };
}

const minutesOf = ({ routes }: RouteRecord): readonly (readonly number[])[] =>
  routes.map(({ cohorts }) => cohorts.map(({ minute }) => minute));
const sendersOf = ({ routes }: RouteRecord): readonly string[] => routes.map(({ sender }) => sender);

/** A sender with as many cohorts as are kept apart, of 100 messages each. */
const full = (): RouteRecord =>
  counted(
    { ...noRoutes, counted: 50 },
    ...Array.from({ length: routeCohorts }, (_, place) => ({
      ...count('a', 10 + place),
      sent: 100,
      verified: 60,
      failed: 12,
    })),
  );

describe('what is known of routes', () => {
  it('fades by half after 500 messages, and never grows', () => {
    expect([-3, 0, 500, 1_500].map(routeShareLeft)).to.deep.equal([1, 1, 0.5, 0.25]);
  });

  it('holds twelve cohorts of a sender apart', () => {
    expect(minutesOf(full())[0]).to.deep.equal(Array.from({ length: 12 }, (_, place) => 10 + place));
  });

  it('is kept for 30 days after the last count', () => {
    expect(routesKeptMs).to.equal(2_592_000_000);
  });

  it('stays as it is without a count', () => {
    const record = full();
    expect(counted(record)).to.equal(record);
  });

  it('begins a cohort for a minute, and adds to it', () => {
    const first = { ...count('a', 10), sent: 2, verified: 1, failed: 1 };
    const more = { ...count('a', 10), sent: 3, verified: 2, failed: 4 };
    expect(counted(noRoutes, first, count('b', 10), count('a', 11), more)).to.deep.equal({
      counted: 7,
      routes: [
        {
          sender: 'a',
          cohorts: [
            { minute: 10, since: 0, sent: 5, verified: 3, failed: 5 },
            { minute: 11, since: 3, sent: 1, verified: 0, failed: 0 },
          ],
        },
        { sender: 'b', cohorts: [{ minute: 10, since: 2, sent: 1, verified: 0, failed: 0 }] },
      ],
    });
  });

  it('keeps the cohorts of a sender in the order of their minutes', () => {
    const record = counted(noRoutes, ...[10, 12, 11, 9].map((minute) => count('a', minute)));
    expect(minutesOf(record)).to.deep.equal([[9, 10, 11, 12]]);
    expect(record.routes[0]?.cohorts.map(({ since }) => since)).to.deep.equal([3, 0, 2, 1]);
  });

  it('puts the first cohort into the second one, faded, once there are too many', () => {
    const { routes } = counted(full(), count('a', 30));
    const [first, ...others] = routes[0]?.cohorts ?? [];
    expect(first).to.deep.equal({
      minute: 11,
      since: 150,
      sent: 100 + 100 * (500 / 600),
      verified: 60 + 60 * (500 / 600),
      failed: 12 + 12 * (500 / 600),
    });
    expect(others.map(({ minute }) => minute)).to.deep.equal([...(minutesOf(full())[0] ?? []).slice(2), 30]);
  });

  it('drops a count of a minute before all that a full sender knows apart, but for the number of messages', () => {
    expect(counted(full(), count('a', 9))).to.deep.equal({ ...full(), counted: full().counted + 1 });
    expect(minutesOf(counted(noRoutes, count('a', 10), count('a', 9)))).to.deep.equal([[9, 10]]);
  });

  it('replaces the sender that was used least recently, and of several the first', () => {
    const names = Array.from({ length: routeSenders }, (_, place) => `s${String(place)}`);
    const minutes = (place: number): number => (place === 5 || place === 7 ? 50 : 100 + place);
    const known = counted(
      noRoutes,
      // All have cohorts of the same minutes before, so that only their last one tells them apart.
      ...names.flatMap((name, place) => [30, 40, minutes(place)].map((minute) => count(name, minute))),
    );
    expect(sendersOf(known)).to.deep.equal(names);
    expect(sendersOf(counted(known, count('s5', 101)))).to.deep.equal(names);
    expect(sendersOf(counted(known, count('new', 101)))).to.deep.equal([
      ...names.filter((name) => name !== 's5'),
      'new',
    ]);
  });

  it('forgets what a wrong clock has counted more than an hour ahead', () => {
    const ahead = count('a', now + 61);
    const known = counted(noRoutes, count('b', now + 60), count('b', now + 61), count('c', 10), ahead);
    expect(minutesOf(known)).to.deep.equal([[now + 60, now + 61], [10], [now + 61]]);
    const later = counted(known, count('c', 11));
    expect(sendersOf(later)).to.deep.equal(['b', 'c']);
    expect(minutesOf(later)).to.deep.equal([[now + 60], [10, 11]]);
    expect(later.counted).to.equal(5);
  });
});
