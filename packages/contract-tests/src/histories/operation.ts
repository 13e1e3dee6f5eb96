/**
 * A call as its caller saw it. Moments are whole numbers; no two calls begin or end at the same one.
 *
 * It took effect at one moment after `began` and before `ended`, if it took effect at all.
 */
export interface Operation<Call> {
  /** Who called. */
  readonly client: string;
  readonly call: Call;
  readonly began: number;
  /** Undefined if nobody saw it end: it may take effect at any later moment. */
  readonly ended: number | undefined;
  /** Undefined if the caller got none. */
  readonly answer: { readonly value: unknown } | undefined;
  /** True if it was taken. False if it was taken or not, as a call that was rejected. */
  readonly isCertain: boolean;
  /** It was not taken before this one was, as a step that a storage takes by itself after another one failed. */
  readonly follows?: Operation<Call> | undefined;
}

/** What was seen until a moment: of calls in flight then, nobody knows whether they were taken, or how. */
export function seenUntil<Call>(
  moment: number,
  operations: readonly Operation<Call>[],
): readonly Operation<Call>[] {
  return operations
    .filter(({ began }) => began <= moment)
    .map((operation) =>
      operation.ended !== undefined && operation.ended <= moment
        ? operation
        : { ...operation, ended: undefined, answer: undefined, isCertain: false },
    );
}
