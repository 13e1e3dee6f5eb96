import { availableParallelism, loadavg } from 'node:os';
import type { Weather } from './weather.js';

/** Programs that want to run, to each processor: the soak itself has two or three in a storm. */
const busyLoad = 5;
const stallMs = 750;
const tickMs = 100;
/** What began in a stall may be answered later. */
const graceMs = 6_000;

/**
 * Looks whether another program takes the processors: then time-outs run out although nothing is wrong.
 *
 * @returns what ends it.
 */
export function watchMachine(weather: Weather): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const isBusy = now - last > stallMs || (loadavg()[0] ?? 0) > busyLoad * availableParallelism();
    last = now;
    if (isBusy) weather.pass('the machine is busy', graceMs);
  }, tickMs);
  return () => {
    clearInterval(timer);
  };
}
