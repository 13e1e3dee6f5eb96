/** Something that takes any bytes, and knows what must hold then. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs to begin with, beside those of the corpus; as texts of `bytesOf`. */
  readonly seeds: readonly string[];
  /** Texts that inputs may have, beside those that the code compares with. */
  readonly dictionary?: readonly string[];
  /** The longest input in bytes. Default: 4,096. */
  readonly longest?: number;
  /** What share of the time it gets. Default: 1. */
  readonly share?: number;
  /** How many requests it has made so far, if it makes requests. */
  readonly requests?: () => number;
  /** Requests that it makes at least in a whole run, however long they take. Default: none. */
  readonly leastRequests?: number;
  /** Judges an input. Throws if something that must hold doesn't. */
  readonly run: (input: Buffer) => void | Promise<void>;
  /** Called after the last input: throws if something that grew was not given back. */
  readonly close?: () => void | Promise<void>;
}
