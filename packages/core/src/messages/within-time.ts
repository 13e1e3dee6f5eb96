import { systemClock } from '../defaults/system-clock.js';
import type { Clock } from '../ports/clock.js';

/** Calls a function later, by a host's clock if that can. */
export function after(clock: Clock, ms: number, call: () => void): () => void {
  return clock.after === undefined ? systemClock.after(ms, call) : clock.after(ms, call);
}

/** Awaits a value, or gives up after `ms` and answers `over`. Unlike `withinPatience`, it follows a host's clock. */
export async function withinTime<Value, Over>(
  clock: Clock,
  ms: number,
  value: Promise<Value>,
  over: Over,
): Promise<Value | Over> {
  let stop: () => void = () => undefined;
  const tooLong = new Promise<Over>((resolve) => {
    stop = after(clock, ms, () => {
      resolve(over);
    });
  });
  try {
    return await Promise.race([value, tooLong]);
  } finally {
    stop();
  }
}
