interface Entry<Value> {
  readonly key: string;
  value: Value;
  expiresAt: number;
  /** The entry's index in the heap. */
  place: number;
}

/**
 * A map whose entries expire, each at its own time. It never reads a clock: `now` is a parameter.
 *
 * A binary heap beside the map has the entry that expires first on top, so that deleting expired entries looks at no
 * others. Adding, moving and deleting an entry takes logarithmic time, but mostly one or two steps, because most
 * entries expire later than all before them.
 */
export class ExpiringMap<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private readonly heap: Entry<Value>[] = [];

  /** Number of entries, including expired ones that are not deleted yet. */
  get size(): number {
    return this.entries.size;
  }

  /** The key and the end of the entry that expires first. */
  get first(): { readonly key: string; readonly expiresAt: number } | undefined {
    return this.heap[0];
  }

  /** The value of `key`, unless it has expired at `now`. */
  get(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.expiresAt > now ? entry.value : undefined;
  }

  /** The value of `key`, even if it has expired, for callers without a time. */
  peek(key: string): Value | undefined {
    return this.entries.get(key)?.value;
  }

  /** True if there is an entry for `key`, so that setting it takes no more space. */
  holds(key: string): boolean {
    return this.entries.has(key);
  }

  /** Deletes every entry whose key begins so. Unlike all else, it looks at each entry. */
  deleteByPrefix(prefix: string): void {
    for (const entry of this.entries.values()) if (entry.key.startsWith(prefix)) this.remove(entry);
  }

  /** All keys. */
  keys(): Iterable<string> {
    return this.entries.keys();
  }

  /** The key that was set first. Setting it again doesn't change its place. */
  oldestKey(): string | undefined {
    return this.entries.keys().next().value;
  }

  /** Sets the value of `key` until just before `expiresAt`, Unix milliseconds. */
  set(key: string, value: Value, expiresAt: number): void {
    const entry = this.entries.get(key);
    if (entry === undefined) this.add(key, value, expiresAt);
    else this.move(entry, value, expiresAt);
  }

  /** Replaces the value of an existing `key`, and keeps its expiry. */
  replace(key: string, value: Value): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.value = value;
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.remove(entry);
  }

  /** Deletes up to `atMost` entries that have expired at `now`. */
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
