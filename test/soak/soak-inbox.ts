/** The messages that people got, until they are done. */
export class SoakInbox {
  readonly #codes = new Map<string, string[]>();
  readonly #waiting = new Map<string, () => void>();
  /** Those who are done, and the messages that may still be on their way to them. */
  readonly #done = new Map<string, number>();
  /** Messages too many. */
  late = 0;

  /** A message arrives. @param number E.164 without the `+`. */
  deliver(number: string, text: string): void {
    if (this.#done.has(number)) {
      this.#deliverLate(number);
      return;
    }
    const code = /(?<![0-9])[0-9]{6}(?![0-9])/.exec(text)?.[0] ?? '';
    this.#codes.set(number, [...this.codesOf(number), code]);
    this.#waiting.get(number)?.();
  }

  /** The codes of all messages to a number, oldest first. */
  codesOf(number: string): readonly string[] {
    return this.#codes.get(number) ?? [];
  }

  /** Waits until a number has so many messages. True if that was within the time. */
  async reached(number: string, count: number, mostMs: number): Promise<boolean> {
    for (const end = performance.now() + mostMs; this.codesOf(number).length < count;) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await this.#next(number, left);
    }
    return true;
  }

  /** A person is done. @param expected messages that a call which failed may have sent; any other is one too many. */
  close(number: string, expected: number): void {
    this.#codes.delete(number);
    this.#done.set(number, expected);
  }

  #deliverLate(number: string): void {
    const expected = this.#done.get(number) ?? 0;
    if (expected > 0) this.#done.set(number, expected - 1);
    else this.late += 1;
  }

  #next(number: string, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(number);
        resolve();
      };
      const timer = setTimeout(wake, mostMs);
      this.#waiting.set(number, wake);
    });
  }
}
