export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/**
 * When each test begins. A storage compares the times that it is handed alone; but one that also lets its records end
 * by a clock of its own (a Redis key, say) may not be handed a year in which they would have ended long ago.
 */
export const t0 = Date.now();

const day = 24 * hour;

/** A midnight (UTC) after `t0`. Storages may count each day by itself: a test that goes on over it shows that they count right. */
export const midnight = day * (Math.floor(t0 / day) + 2);
