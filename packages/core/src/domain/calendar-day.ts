/** The UTC day and month of a time. */
export interface CalendarDay {
  /** Such as `202611`. */
  readonly month: string;
  /** Day of the month, from 1. */
  readonly day: number;
  /** When the next day begins, Unix ms. */
  readonly dayEnds: number;
  /** When the next month begins, Unix ms. */
  readonly monthEnds: number;
}

/** @param now Unix time in milliseconds. */
export function calendarDayOf(now: number): CalendarDay {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return {
    month: `${String(year)}${String(month + 1).padStart(2, '0')}`,
    day,
    dayEnds: Date.UTC(year, month, day + 1),
    monthEnds: Date.UTC(year, month + 1, 1),
  };
}
