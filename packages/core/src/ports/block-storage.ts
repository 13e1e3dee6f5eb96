/** A block: while it is in force, no message is sent to numbers of its target. */
export interface Block {
  /** ISO 3166-1 alpha-2, `001` for numbers of no country, or 2 to 15 digits that numbers begin with (E.164 without the `+`). */
  readonly target: string;
  /** Unix time in milliseconds, like all times here. */
  readonly since: number;
  /** It ends then. Undefined: not before it is removed. */
  readonly until: number | undefined;
  /** Who made it: 1 to 100 characters. */
  readonly by: string;
  /** At most 500 characters. */
  readonly reason: string | undefined;
}

/**
 * Stores the destinations that an operator has blocked, for all processes that share the storage. There are some, or some
 * hundreds. A target may be as long as a number: then the storage has that number in plain digits, which nothing else in it has.
 *
 * Every method is **one atomic step** over those processes, and takes one round trip: of calls at once, none is lost. Each call
 * brings its time; a storage never reads a clock. A block exists at `until - 1` and no longer at `until`. A storage may delete
 * ended blocks 60 seconds later, so that hosts whose clocks differ by up to 60 seconds can share it. It must do so at the latest
 * with the next `put` or `remove`.
 *
 * Every method rejects with `StorageUnavailableError` if the step was not, or possibly not, taken. If `list` fails, no message is
 * sent.
 *
 * Test your own implementation with `blockStorageContract` of `@threepid/contract-tests`.
 */
export interface BlockStorage {
  /** Name for logs, such as `redis`. */
  readonly name: string;

  /** Stores a block, in the place of the one of the same target, if there is one. */
  put(request: { readonly block: Block; readonly now: number }): Promise<void>;

  /** Removes the block of a target. True if there was one in force. */
  remove(request: { readonly target: string; readonly now: number }): Promise<boolean>;

  /** The blocks in force, in the order of their targets by code unit. */
  list(request: { readonly now: number }): Promise<readonly Block[]>;
}
