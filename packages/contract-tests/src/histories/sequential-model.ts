/** A step of a model: the state after it, and its answer. */
export interface ModelStep<State> {
  readonly state: State;
  readonly answer: unknown;
}

/** What calls answer that are made one after the other. States are immutable. */
export interface SequentialModel<State, Call> {
  readonly initial: State;
  /** The steps that a call may be in a state: several where the contract leaves a choice. */
  readonly steps: (state: State, call: Call) => readonly ModelStep<State>[];
  /** A text that equal states have in common, and no others. */
  readonly fingerprint: (state: State) => string;
  /** True if the call changes nothing whenever it answers so. */
  readonly isLook: (call: Call, answer: unknown) => boolean;
}
