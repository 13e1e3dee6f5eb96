// The rows that the README shows: each bench adds its own, and `npm run bench` prints them all at the end.
import { appendFileSync } from 'node:fs';

/**
 * @param place of these rows among those of the other benches.
 * @param rows each with `what` was measured, the figure that was `measured` and the one `wanted`.
 * Does nothing if the bench runs by itself.
 */
export function addToSummary(place, rows) {
  const file = process.env.BENCH_SUMMARY;
  if (file !== undefined)
    appendFileSync(file, rows.map((row) => `${JSON.stringify({ place, ...row })}\n`).join(''));
}
