import { setTimeout } from 'node:timers/promises';

/** How long a call waits for an equal one: longer than a provider takes and than most callers wait. */
export const patienceMs = 30_000;

/** Awaits a value, or gives up and answers `over`. */
export async function withinPatience<Value, Over>(
  value: Promise<Value>,
  over: Over,
  ms = patienceMs,
): Promise<Value | Over> {
  const ended = new AbortController();
  const patience = setTimeout(ms, over, { signal: ended.signal });
  // Aborted when it is no longer needed.
  patience.catch(() => undefined);
  try {
    return await Promise.race([value, patience]);
  } finally {
    ended.abort();
  }
}
