/**
 * Maximum difference between the clocks of hosts that share a storage, in milliseconds. Expired entries are kept for
 * this long, and times further ahead come from a wrong clock.
 */
export const clocksDifferByMs = 60_000;
