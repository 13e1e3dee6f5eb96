interface Entry<Value> {
  readonly key: string;
  value: Value;
  expiresAt: number;
  /** Where the entry lies in the heap. */
  place: number;
}

/**
 * A map whose entries end by themselves, each at a time of its own. It never asks the time: `now` is handed in.
 *
 * Beside the map lies a binary heap, the first to end on top, so that dropping what has ended looks at nothing else.
 * Adding, moving and dropping an entry takes a number of steps that grows with the logarithm of the size; mostly it is
 * one or two, since most entries end later than all before them.
 */
export class ExpiringMap<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private readonly heap: Entry<Value>[] = [];

  /** How many entries are held, those that have ended and are not dropped yet among them. */
  get size(): number {
    return this.entries.size;
  }

  /** The key and the end of the entry that ends first. */
  get first(): { readonly key: string; readonly expiresAt: number } | undefined {
    return this.heap[0];
  }

  /** The value of `key`, unless it has ended at `now`. */
  get(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.expiresAt > now ? entry.value : undefined;
  }

  /** The value of `key`, whether or not it has ended, for callers that have no time. */
  peek(key: string): Value | undefined {
    return this.entries.get(key)?.value;
  }

  /** Whether an entry of `key` is held, so that setting it takes no more room. */
  holds(key: string): boolean {
    return this.entries.has(key);
  }

  /** The key that was set first of those that are held. Setting it again keeps its place. */
  oldestKey(): string | undefined {
    return this.entries.keys().next().value;
  }

  /** Sets the value of `key`, to be there until just before `expiresAt`, Unix milliseconds. */
  set(key: string, value: Value, expiresAt: number): void {
    const entry = this.entries.get(key);
    if (entry === undefined) this.add(key, value, expiresAt);
    else this.move(entry, value, expiresAt);
  }

  /** Sets the value of a `key` that is held, and leaves its end as it is. */
  replace(key: string, value: Value): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.value = value;
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.remove(entry);
  }

  /** Drops up to `atMost` entries that have ended at `now`. */
  dropExpired(now: number, atMost: number): void {
    for (let dropped = 0; dropped < atMost; dropped += 1) {
      const first = this.heap[0];
      if (first === undefined || first.expiresAt > now) return;
      this.remove(first);
    }
  }

  private add(key: string, value: Value, expiresAt: number): void {
    const entry = { key, value, expiresAt, place: this.heap.length };
    this.entries.set(key, entry);
    this.heap.push(entry);
    this.rise(entry);
  }

  private move(entry: Entry<Value>, value: Value, expiresAt: number): void {
    entry.value = value;
    entry.expiresAt = expiresAt;
    this.settle(entry);
  }

  private remove(entry: Entry<Value>): void {
    this.entries.delete(entry.key);
    const last = this.heap.pop();
    if (last === undefined || last === entry) return;
    this.put(last, entry.place);
    this.settle(last);
  }

  private settle(entry: Entry<Value>): void {
    this.rise(entry);
    this.sink(entry);
  }

  private rise(entry: Entry<Value>): void {
    for (;;) {
      const parent = this.heap[(entry.place - 1) >> 1];
      if (parent === undefined || parent.expiresAt <= entry.expiresAt) return;
      this.swap(parent, entry);
    }
  }

  private sink(entry: Entry<Value>): void {
    for (;;) {
      const child = this.earlierChild(entry.place);
      if (child === undefined || child.expiresAt >= entry.expiresAt) return;
      this.swap(entry, child);
    }
  }

  private earlierChild(place: number): Entry<Value> | undefined {
    const left = this.heap[2 * place + 1];
    const right = this.heap[2 * place + 2];
    return left !== undefined && right !== undefined && right.expiresAt < left.expiresAt ? right : left;
  }

  private swap(upper: Entry<Value>, lower: Entry<Value>): void {
    const place = upper.place;
    this.put(upper, lower.place);
    this.put(lower, place);
  }

  private put(entry: Entry<Value>, place: number): void {
    this.heap[place] = entry;
    entry.place = place;
  }
}
