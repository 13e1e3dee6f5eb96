import type { Clock } from '../ports/clock.js';

/** The system's time. */
export const systemClock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
} satisfies Required<Clock>;
