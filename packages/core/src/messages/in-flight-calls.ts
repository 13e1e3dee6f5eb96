/** In-flight calls of this process, by name. */
export class InFlightCalls {
  private readonly counts = new Map<string, number>();

  /** Makes a call, which learns whether it is the only one of its name. */
  async run<Answer>(name: string, make: (isAlone: boolean) => Promise<Answer>): Promise<Answer> {
    const others = this.counts.get(name) ?? 0;
    this.counts.set(name, others + 1);
    try {
      return await make(others === 0);
    } finally {
      this.leave(name);
    }
  }

  /** So many names have a call in flight. */
  get size(): number {
    return this.counts.size;
  }

  private leave(name: string): void {
    const left = (this.counts.get(name) ?? 0) - 1;
    if (left > 0) this.counts.set(name, left);
    else this.counts.delete(name);
  }
}
