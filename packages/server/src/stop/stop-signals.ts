import type { Clock } from '@threepid/core';

/** Actions that signals trigger. */
export interface StopActions {
  /** Answers in-flight requests, then stops. Called once. */
  readonly stop: (signal: string) => void;
  /** Ends at once. */
  readonly end: (signal: string) => void;
}

/** Signals within this time after the first one are its echo, in milliseconds. */
const echoMs = 3_000;

/**
 * Handles the process's stop signals. The first one stops the server. A terminal and npm both pass on the same Ctrl-C, so
 * signals soon after the first are ignored. A later one means that somebody wants the process to end at once.
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
