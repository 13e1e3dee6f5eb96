/** The place of a value in a queue, for removing it. */
export interface Place<Value> {
  readonly value: Value;
  readonly queue: LinkedQueue<Value>;
  before: Place<Value> | undefined;
  after: Place<Value> | undefined;
}

/** A queue that can remove values from its middle. Each call takes constant time. */
export class LinkedQueue<Value> {
  private oldest: Place<Value> | undefined;
  private newest: Place<Value> | undefined;
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** The value that was added first. */
  get first(): Value | undefined {
    return this.oldest?.value;
  }

  add(value: Value): Place<Value> {
    const place: Place<Value> = { value, queue: this, before: this.newest, after: undefined };
    if (this.newest === undefined) this.oldest = place;
    else this.newest.after = place;
    this.newest = place;
    this.length += 1;
    return place;
  }

  /** Removes a value. Its place can't be used again. */
  remove({ before, after }: Place<Value>): void {
    if (before === undefined) this.oldest = after;
    else before.after = after;
    if (after === undefined) this.newest = before;
    else after.before = before;
    this.length -= 1;
  }
}
