import { linearize, type LinearizationOptions } from './linearization.js';
import { seenUntil, type Operation } from './operation.js';
import type { SequentialModel } from './sequential-model.js';

/** The shortest beginning of a history for which there is no order. */
export interface FailedPrefix<Call> {
  /** Its operations, without those that only look and aren't needed. */
  readonly operations: readonly Operation<Call>[];
  /** The one whose end makes it impossible. */
  readonly last: Operation<Call>;
  /** What the model may answer to it. */
  readonly possible: readonly unknown[];
}

/** Fewer than a check takes: it is searched many times. What isn't decided within them may have an order. */
const mostSteps = 20_000;

/** @param operations a history for which there is no order. */
export function failedPrefix<State, Call>(
  operations: readonly Operation<Call>[],
  model: SequentialModel<State, Call>,
  { lost }: LinearizationOptions = {},
): FailedPrefix<Call> {
  const options = { lost, mostSteps };
  const fails = (some: readonly Operation<Call>[]): boolean =>
    linearize(some, model, options).kind === 'not-linearizable';
  const end = firstFailing(endsOf(operations), (moment) => fails(seenUntil(moment, operations)));
  const needed = withoutLooks(seenUntil(end, operations), end, model, fails);
  const [last] = needed.filter(({ ended }) => ended === end) as [Operation<Call>];
  return { operations: needed, last, possible: possibleAnswers(needed, last, model, options) };
}

function endsOf(operations: readonly Operation<unknown>[]): readonly number[] {
  const ends = operations.filter(({ isCertain }) => isCertain).map(({ ended }) => ended ?? Infinity);
  return ends.toSorted((one, other) => one - other);
}

/** The first of the moments at which it fails. It goes on failing from then, and fails at the last. */
function firstFailing(moments: readonly number[], fails: (moment: number) => boolean): number {
  let [passed, failed] = [-1, moments.length - 1];
  while (failed - passed > 1) {
    const middle = Math.floor((passed + failed) / 2);
    if (fails(moments[middle] ?? Infinity)) failed = middle;
    else passed = middle;
  }
  return moments[failed] ?? Infinity;
}

/** Without an operation that changes nothing, an order is only easier to find. */
function withoutLooks<State, Call>(
  operations: readonly Operation<Call>[],
  end: number,
  model: SequentialModel<State, Call>,
  fails: (some: readonly Operation<Call>[]) => boolean,
): readonly Operation<Call>[] {
  const looks = operations.filter(
    ({ call, ended, answer }) => ended !== end && answer !== undefined && model.isLook(call, answer.value),
  );
  return looks.reduce((left, look) => {
    const fewer = left.filter((operation) => operation !== look);
    return fails(fewer) ? fewer : left;
  }, operations);
}

function possibleAnswers<State, Call>(
  operations: readonly Operation<Call>[],
  last: Operation<Call>,
  model: SequentialModel<State, Call>,
  options: LinearizationOptions,
): readonly unknown[] {
  const possible = new Map<string, unknown>();
  const onAnswer = (operation: Operation<never>, answer: unknown): void => {
    if (operation.call === last.call && operation.ended === last.ended)
      possible.set(JSON.stringify({ answer }), answer);
  };
  linearize(operations, model, { ...options, onAnswer });
  return [...possible.values()];
}
