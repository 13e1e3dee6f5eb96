/**
 * Hosts' clocks differ by up to so many milliseconds; `include/clocks-differ.lua` has the same. Redis drops a key so much
 * later than what it holds is over, for it counts by its own clock from when the call comes in.
 */
export const clocksDifferMs = 60_000;
