import type { Clock } from '@threepid/core';

/** Milliseconds since some point in the past: for spans of time, which no step of the system's clock may change. */
export const monotonicClock: Clock = { now: () => performance.now() };
