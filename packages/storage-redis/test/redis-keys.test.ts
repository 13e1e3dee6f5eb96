import { expect } from 'chai';
import { daysWithin, leftOfDay, RedisKeys } from '../dist/redis-keys.js';

const day = 86_400_000;
const minute = 60_000;
const begin = Date.UTC(2030, 4, 2);

describe('the keys of counts', () => {
  it('are of the days that a window sees, to the millisecond, and of the next one for clocks that are ahead', () => {
    const cases: readonly (readonly [now: number, windowMs: number, days: readonly number[]])[] = [
      [begin + day / 2, 1, [begin]],
      [begin, 1, [begin]],
      [begin, 2, [begin - day, begin]],
      [begin + day / 2, day / 2 + 1, [begin]],
      [begin + day / 2, day / 2 + 2, [begin - day, begin]],
      [begin, day, [begin - day, begin]],
      [begin + day - minute - 1, 1, [begin]],
      [begin + day - minute, 1, [begin, begin + day]],
      [begin, 0, [begin]],
    ];
    for (const [now, windowMs, days] of cases) expect(daysWithin(now, windowMs)).to.deep.equal(days);
  });

  it('are four in a slot and day, by the first bits of the number', () => {
    const keys = new RedisKeys('');
    const hashes = ['A', 'Q', 'g', 'w'].map((first) => keys.counts('..', `${first}AAAAAAAAAAAAAAA`, begin));
    const dayNumber = String(begin / day);
    expect(hashes).to.deep.equal(['0', '1', '2', '3'].map((quarter) => `{..}n${quarter}${dayNumber}`));
  });

  it('live by what is left of a day', () => {
    expect(leftOfDay(begin)).to.equal(day);
    expect(leftOfDay(begin + 1)).to.equal(day - 1);
    expect(leftOfDay(begin - 1)).to.equal(1);
  });
});
