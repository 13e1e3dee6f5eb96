import { expect } from 'chai';
import { calendarDayOf } from '../../dist/domain/calendar-day.js';

const at = (text: string): number => Date.parse(text);

describe('a day of the calendar', () => {
  for (const [now, month, day, dayEnds, monthEnds] of [
    ['2026-01-01T00:00:00Z', '202601', 1, '2026-01-02T00:00:00Z', '2026-02-01T00:00:00Z'],
    ['2028-02-28T23:59:59.999Z', '202802', 28, '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['2026-12-31T12:00:00Z', '202612', 31, '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ] as const)
    it(`of UTC is told for ${now}`, () => {
      expect(calendarDayOf(at(now))).to.deep.equal({
        month,
        day,
        dayEnds: at(dayEnds),
        monthEnds: at(monthEnds),
      });
    });
});
