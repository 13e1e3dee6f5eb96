/**
 * Maximum difference between hosts' clocks in milliseconds; the same value is in `include/clocks-differ.lua`. Redis
 * deletes a key this much later than its content expires, because it counts by its own clock from the arrival of the
 * call.
 */
export const clocksDifferMs = 60_000;
