/** The time. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
}

/** The system's time. */
export const systemClock: Clock = { now: () => Date.now() };
