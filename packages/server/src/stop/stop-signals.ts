import type { Clock } from '@threepid/core';

/** What signals lead to. */
export interface StopActions {
  /** Answers what is under way, then stops. Called once. */
  readonly stop: (signal: string) => void;
  /** Ends at once. */
  readonly end: (signal: string) => void;
}

/** Signals within this time after the first one are its echo, in milliseconds. */
const echoMs = 3_000;

/**
 * Takes the process's signals to stop. The first one stops; a terminal and npm both hand on the same Ctrl-C, so that
 * others soon after it count for nothing; a person who asks again later wants the end at once.
 */
export function takeStopSignals({ stop, end }: StopActions, clock: Clock): (signal: string) => void {
  let firstAt: number | undefined;
  return (signal) => {
    if (firstAt === undefined) {
      firstAt = clock.now();
      stop(signal);
    } else if (clock.now() - firstAt >= echoMs) end(signal);
  };
}
