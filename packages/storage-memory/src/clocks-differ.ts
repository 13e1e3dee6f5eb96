/**
 * How far the clocks of hosts that share a storage may differ, in milliseconds: so long is kept what has ended, and what
 * lies further ahead comes from a clock that went wrong.
 */
export const clocksDifferByMs = 60_000;
