/** What happens at a time. Simulated time stands still until it is done. */
export type Action = () => void | Promise<void>;

/** Simulated time: runs actions in the order of their times. */
export class Timeline {
  now = 0;
  private readonly heap: { readonly at: number; readonly order: number; readonly run: Action }[] = [];
  private order = 0;

  at(time: number, run: Action): void {
    this.order += 1;
    this.heap.push({ at: Math.max(Math.round(time), this.now), order: this.order, run });
    this.rise(this.heap.length - 1);
  }

  /** Runs all actions before `end`. */
  async runUntil(end: number): Promise<void> {
    for (let first = this.heap[0]; first !== undefined && first.at < end; first = this.heap[0]) {
      this.removeFirst();
      this.now = first.at;
      await first.run();
    }
    this.now = end;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  private sink(index: number): void {
    for (let parent = index; ;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && this.isBefore(child, least)) least = child;
      }
      if (least === parent) return;
      this.swap(least, parent);
      parent = least;
    }
  }

  private isBefore(left: number, right: number): boolean {
    const [a, b] = [this.heap[left], this.heap[right]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private swap(left: number, right: number): void {
    const [a, b] = [this.heap[left], this.heap[right]];
    if (a === undefined || b === undefined) return;
    this.heap[left] = b;
    this.heap[right] = a;
  }
}

export const seconds = 1000;
export const minutes = 60 * seconds;
export const hours = 60 * minutes;
export const days = 24 * hours;
