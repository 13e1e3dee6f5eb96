/** The time. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /**
   * Calls a function once, `ms` milliseconds from now, and returns a function that prevents it. It must not keep the process
   * running. Default: a timer of the system.
   */
  after?(ms: number, call: () => void): () => void;
}
