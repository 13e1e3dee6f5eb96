/** Events in the order of their times: a binary heap. An event is a whole number that its owner understands. */
export class EventQueue {
  private readonly times: number[] = [];
  private readonly events: number[] = [];

  get nextTime(): number {
    return this.times[0] ?? Infinity;
  }

  push(time: number, event: number): void {
    let at = this.times.length;
    for (let parent = (at - 1) >> 1; at > 0 && this.timeAt(parent) > time; parent = (at - 1) >> 1) {
      this.put(at, this.timeAt(parent), this.eventAt(parent));
      at = parent;
    }
    this.put(at, time, event);
  }

  /** Takes the event of `nextTime`. */
  pop(): number {
    const first = this.eventAt(0);
    const [time, event] = [this.times.pop(), this.events.pop()];
    if (time !== undefined && event !== undefined && this.times.length > 0) this.sink(time, event);
    return first;
  }

  private sink(time: number, event: number): void {
    const { length } = this.times;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && this.timeAt(child + 1) < this.timeAt(child)) child += 1;
      if (this.timeAt(child) >= time) break;
      this.put(at, this.timeAt(child), this.eventAt(child));
      at = child;
    }
    this.put(at, time, event);
  }

  private put(at: number, time: number, event: number): void {
    this.times[at] = time;
    this.events[at] = event;
  }

  private timeAt(at: number): number {
    return this.times[at] ?? Infinity;
  }

  private eventAt(at: number): number {
    return this.events[at] ?? -1;
  }
}
