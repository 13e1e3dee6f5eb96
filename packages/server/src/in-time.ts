import { setTimeout } from 'node:timers/promises';

/**
 * Awaits a value, but not for ever. Its timer keeps the process running, which would otherwise end without a word.
 *
 * @throws what `late` makes, if it takes longer than `mostMs` milliseconds.
 */
export async function inTime<Value>(
  value: Promise<Value>,
  mostMs: number,
  late: () => Error,
): Promise<Value> {
  const isOver = new AbortController();
  const tooLong = setTimeout(mostMs, undefined, { signal: isOver.signal }).then(() => {
    throw late();
  });
  try {
    return await Promise.race([value, tooLong]);
  } finally {
    tooLong.catch(() => undefined);
    isOver.abort();
  }
}
