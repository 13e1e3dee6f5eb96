/** Counts messages by key in sliding windows of at most 10,000 messages: what most limits are made of. */
export class SlidingWindows {
  private readonly times = new Map<string, number[]>();

  has(key: string, limit: number, windowMs: number, now: number): boolean {
    const times = this.times.get(key) ?? [];
    const before = times.at(-limit);
    return before === undefined || before <= now - windowMs;
  }

  add(key: string, now: number): void {
    const times = this.times.get(key) ?? [];
    times.push(now);
    if (times.length > 20_000) times.splice(0, 10_000);
    this.times.set(key, times);
  }
}
