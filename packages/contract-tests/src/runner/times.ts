export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/**
 * When each test begins. A storage compares the times that it is handed alone; but one that also lets its records end
 * by a clock of its own (a Redis key, say) may not be handed a year in which they would have ended long ago.
 */
export const t0 = Date.now();
