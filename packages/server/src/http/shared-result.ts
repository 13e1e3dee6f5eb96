import type { Clock } from '@threepid/core';

interface Run<T> {
  readonly result: Promise<T>;
  /** Time of its result. Undefined while it runs. */
  settledAt: number | undefined;
}

/**
 * Shares the result of a function: calls while it runs, and for `keepMs` milliseconds after, get the same result, or the
 * same error. So it runs once in that time, however many calls there are.
 */
export function sharedResult<T>(work: () => Promise<T>, keepMs: number, clock: Clock): () => Promise<T> {
  let last: Run<T> | undefined;
  return () => {
    if (last === undefined || isOld(last, keepMs, clock)) last = runOf(work, clock);
    return last.result;
  };
}

function isOld({ settledAt }: Run<unknown>, keepMs: number, clock: Clock): boolean {
  return settledAt !== undefined && clock.now() - settledAt >= keepMs;
}

function runOf<T>(work: () => Promise<T>, clock: Clock): Run<T> {
  const run: Run<T> = { result: work(), settledAt: undefined };
  const settle = (): void => {
    run.settledAt = clock.now();
  };
  run.result.then(settle, settle);
  return run;
}
